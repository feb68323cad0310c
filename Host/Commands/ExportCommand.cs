using System.CommandLine;
using GsFramework.Core.Export;

namespace GsFramework.Host.Commands;

/// <summary><c>gs export MODEL --format FORMAT</c>.</summary>
internal static class ExportCommand
{
    public static Command Create(VerbRunner run)
    {
        var model = CommonOptions.Model();
        var format = new Option<string>("--format")
        {
            HelpName = "FORMAT",
            Required = true,
            Description =
                string.Join("; ", ModelFormats.All.Select(static format => $"{format.Name}: {format.Summary}")) + ".",
        };
        format.AcceptOnlyFromAmong([.. ModelFormats.All.Select(static format => format.Name)]);
        var output = new Option<string?>("--out", "-o")
        {
            HelpName = "FILE",
            Description =
                "The file to write; when it is not given, a file beside the model's folder with the folder's name.",
        };
        var onnx = new OnnxOptions();
        var force = CommonOptions.Force("Overwrite the file if it exists.");
        var plugins = CommonOptions.Plugins();
        var json = CommonOptions.Json();
        var command = new Command("export", "Write a model for other programs.")
        {
            model,
            format,
            output,
            force,
            plugins,
            json,
        };
        onnx.AddTo(command, format);
        command.SetAction(line =>
            run(context =>
                ExportVerb.Run(
                    new ExportArguments(
                        line.GetRequiredValue(model),
                        line.GetRequiredValue(format),
                        line.GetValue(output),
                        line.GetRequiredValue(plugins),
                        line.GetValue(json),
                        line.GetValue(force),
                        onnx.Read(line)
                    ),
                    context
                )
            )
        );
        return command;
    }
}
