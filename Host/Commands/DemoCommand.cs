using System.CommandLine;
using GsFramework.Core.Export;

namespace GsFramework.Host.Commands;

/// <summary><c>gs demo MODEL…</c>.</summary>
internal static class DemoCommand
{
    public static Command Create(VerbRunner run)
    {
        var models = new Argument<string[]>("MODEL")
        {
            Description =
                "An .onnx file that 'gs export' wrote, or a model's folder, which is exported first. The first is "
                + "what the others are compared with.",
            Arity = ArgumentArity.OneOrMore,
        };
        var port = CommonOptions.Port();
        var images = new Option<string?>("--images")
        {
            HelpName = "DIR",
            Description = "A folder; the page offers its first images instead of those that come with the program.",
        };
        string[] formats =
        [
            .. ModelFormats
                .All.Where(static format => format.Extension.EndsWith(".onnx", StringComparison.Ordinal))
                .Select(static format => format.Name),
        ];
        var format = new Option<string?>("--format")
        {
            HelpName = "FORMAT",
            Description =
                $"How folders are exported ({string.Join(", ", formats)}); each as it was trained when this is not "
                + $"given.",
        };
        format.AcceptOnlyFromAmong(formats);
        var plugins = CommonOptions.Plugins();
        var command = new Command(
            "demo",
            "Serve a page on this machine in which models run in the browser, side by side."
        )
        {
            models,
            port,
            images,
            format,
            plugins,
        };
        command.SetAction(line =>
            run(context =>
                DemoVerb.Run(
                    new DemoArguments(
                        line.GetRequiredValue(models),
                        line.GetValue(port),
                        line.GetValue(images),
                        line.GetValue(format),
                        line.GetRequiredValue(plugins)
                    ),
                    context
                )
            )
        );
        return command;
    }
}
