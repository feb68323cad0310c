using System.CommandLine;
using GsFramework.Core.Data;
using GsFramework.Core.Inference;

namespace GsFramework.Host.Commands;

/// <summary><c>gs translate MODEL IN OUT</c>.</summary>
internal static class TranslateCommand
{
    public static Command Create(VerbRunner run)
    {
        var model = CommonOptions.ModelOrFile();
        var source = new Argument<string>("IN") { Description = "An image, or a folder of images." };
        var target = new Argument<string>("OUT") { Description = "The image or folder to write." };
        var format = new Option<string?>("--format")
        {
            HelpName = "FORMAT",
            Description =
                $"How images are written ({string.Join(", ", WrittenFormat.Names)}); as OUT says, and png in a folder, "
                + "when it is not given.",
        };
        format.AcceptOnlyFromAmong([.. WrittenFormat.Names]);
        var quality = CommonOptions.Number(
            "--quality",
            "N",
            "Quality of JPEG and WebP, from 1 to 100; a WebP of 100 loses nothing.",
            ImageFile.UsualQuality,
            least: 1,
            most: 100
        );
        var tile = CommonOptions.Number(
            "--tile",
            "N",
            "Compute no more than NxN pixels at a time: larger images in bands of rows, or of an .onnx file in tiles.",
            Tiling.DefaultTile,
            least: 1
        );
        var overlap = new Option<int?>("--overlap")
        {
            HelpName = "N",
            Description =
                "Pixels that neighbouring tiles have in common, at most half a tile; an eighth when it is not given. "
                + "Bands need none.",
            Validators = { CommonOptions.NotBelow(0) },
        };
        var threads = CommonOptions.Threads();
        var force = CommonOptions.Force("Overwrite files of OUT; the images of IN are never overwritten.");
        var plugins = CommonOptions.Plugins();
        var command = new Command("translate", "Send images through a model.")
        {
            model,
            source,
            target,
            format,
            quality,
            tile,
            overlap,
            threads,
            force,
            plugins,
        };
        command.SetAction(line =>
            run(context =>
                TranslateVerb.Run(
                    new TranslateArguments(
                        line.GetRequiredValue(model),
                        line.GetRequiredValue(source),
                        line.GetRequiredValue(target),
                        new WrittenFormat(WrittenFormat.OfName(line.GetValue(format)), Asked(line, quality)),
                        new Tiling(line.GetValue(tile), line.GetValue(overlap)),
                        line.GetValue(threads),
                        line.GetRequiredValue(plugins),
                        line.GetValue(force)
                    ),
                    context
                )
            )
        );
        return command;
    }

    private static int? Asked(ParseResult line, Option<int> quality) =>
        line.GetResult(quality) is { Implicit: false } ? line.GetValue(quality) : null;
}
