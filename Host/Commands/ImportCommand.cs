using System.CommandLine;
using System.CommandLine.Parsing;

namespace GsFramework.Host.Commands;

/// <summary><c>gs import FILE --model NAME</c>, and <c>gs import FILE.onnx</c>.</summary>
internal static class ImportCommand
{
    public static Command Create(VerbRunner run)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "A checkpoint: .pth or .pt as torch.save writes it, or .safetensors. Or a network: .onnx.",
        };
        var model = new Option<string?>("--model")
        {
            HelpName = "NAME",
            Description =
                "The architecture of a checkpoint: a generator or discriminator of 'gs plugins list', such as "
                + "cyclegan-resnet. An .onnx file has its own.",
        };
        var options = new Option<string[]>("--model-options", "--set")
        {
            HelpName = "KEY=VALUE",
            Description =
                "An option of the architecture. Widths and the number of blocks are read from the checkpoint. May be "
                + "given often.",
            DefaultValueFactory = static _ => [],
            Validators = { RefuseWithoutValue },
        };
        var key = new Option<string?>("--key")
        {
            HelpName = "NAME",
            Description =
                "Which of the checkpoint's dictionaries of weights, or which first part of its names, such as netG; . "
                + "for the whole file.",
        };
        var output = new Option<string?>("--out", "-o")
        {
            HelpName = "DIR",
            Description = "The model's folder; models/NAME after the file's name when it is not given.",
        };
        var onnx = new OnnxImportArguments();
        var plugins = CommonOptions.Plugins();
        var json = CommonOptions.Json();
        var command = new Command(
            "import",
            "Make a model of a PyTorch checkpoint, a safetensors file or any generator in ONNX."
        )
        {
            file,
            model,
            options,
            key,
            output,
            plugins,
            json,
        };
        onnx.AddTo(command);
        command.SetAction(line =>
            run(context =>
                ImportVerb.Run(
                    new ImportArguments(
                        line.GetRequiredValue(file),
                        line.GetValue(model),
                        line.GetRequiredValue(options),
                        line.GetValue(key),
                        line.GetValue(output),
                        line.GetRequiredValue(plugins),
                        line.GetValue(json),
                        onnx.Read(line)
                    ),
                    context
                )
            )
        );
        return command;
    }

    private static void RefuseWithoutValue(OptionResult result)
    {
        foreach (
            var token in result.Tokens.Where(static token => token.Value.IndexOf('=', StringComparison.Ordinal) <= 0)
        )
        {
            result.AddError($"{result.IdentifierToken?.Value} {token.Value}: expected key=value, such as blocks=6.");
        }
    }
}
