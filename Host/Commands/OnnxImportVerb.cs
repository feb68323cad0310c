using System.Globalization;
using System.Text.Json.Nodes;
using GsFramework.Core.Composition.Parts;
using GsFramework.Core.Data;
using GsFramework.Core.Import;
using GsFramework.Core.Interchange;
using GsFramework.Graph;

namespace GsFramework.Host.Commands;

/// <summary>Makes a MODEL of a network in ONNX, or says why it cannot be one and writes nothing.</summary>
internal static class OnnxImportVerb
{
    private const string Extension = ".onnx";

    /// <summary>True for the name of an ONNX file.</summary>
    public static bool IsOnnx(string file) => file.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>Tests that nothing was said of an ONNX file where a checkpoint is read.</summary>
    /// <exception cref="UserException">Something was.</exception>
    public static void RefuseOptions(ImportArguments arguments)
    {
        var none = new OnnxImportOptions();
        var given = arguments.Onnx;
        if (
            given.Input is not null
            || given.Output is not null
            || given.Fixed.Count > 0
            || given.InputRange != none.InputRange
            || given.OutputRange != none.OutputRange
        )
        {
            throw new UserException(
                $"--input, --output, --fix, --input-range and --output-range are for {Extension} files, and "
                    + $"'{arguments.File}' is none. Leave them out."
            );
        }
    }

    /// <summary>Makes the MODEL.</summary>
    public static void Run(ImportArguments arguments, string folder, VerbContext context)
    {
        if (arguments.Model is not null || arguments.Options.Count > 0 || arguments.Key is not null)
        {
            throw new UserException(
                $"--model, --model-options and --key are for checkpoints, and '{arguments.File}' has its architecture. "
                    + "Leave them out."
            );
        }

        var network = OnnxImport.Run(arguments.File, arguments.Onnx);
        using var weights = network.Weights;
        ModelFolder.Save(folder, network.Graph, weights);
        var parameters = network.Graph.Parameters().Sum(static entry => entry.Parameter.Count);
        foreach (var note in network.Notes)
        {
            context.Log.Warning("{Note}", note);
        }

        var difference = network.Difference;
        var ratio = GraphSizes.Of(network.Graph).Ratio;
        var (taken, made) = (
            network.Graph.InputChannels,
            network.Graph.Shapes(difference.Sizes[0])[network.Graph.Output.Name].Channels
        );
        WarnOfChannels(taken, made, context);
        if (arguments.Json)
        {
            context.Terminal.Output.WriteLine(
                new JsonObject
                {
                    ["file"] = arguments.File,
                    ["model"] = folder,
                    ["layers"] = network.Graph.Nodes.Count,
                    ["parameters"] = parameters,
                    ["inputChannels"] = taken,
                    ["outputChannels"] = made,
                    ["sizeRatio"] = $"{ratio}",
                    ["maxDifference"] = difference.Max,
                    ["tolerance"] = difference.Tolerance,
                    ["images"] = difference.Images,
                    ["sizes"] = new JsonArray([.. difference.Sizes.Select(static size => (JsonNode)$"{size}")]),
                    ["notes"] = new JsonArray([.. network.Notes.Select(static note => (JsonNode)note)]),
                }.ToJsonString(RecordJson.Format)
            );
            return;
        }

        context.Terminal.WriteText(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Its outputs differ from those of the file in ONNX Runtime by {difference.Max:E1} at most, on "
                    + $"{difference.Images} random images of {string.Join(", ", difference.Sizes)}."
            )
        );
        context.Terminal.WriteText(
            $"It takes images of {ImageChannels.Text(taken)} and makes images of {ImageChannels.Text(made)}"
                + $"{(ratio == SizeRatio.One ? "" : $", {ratio} times their size")}."
        );
        context.Terminal.WriteText(
            $"Wrote {folder}: {network.Graph.Nodes.Count} layers with {parameters:N0} parameters."
        );
    }

    private static void WarnOfChannels(int taken, int made, VerbContext context)
    {
        if (!ImageChannels.AreKnown(taken) || !ImageChannels.AreKnown(made))
        {
            context.Log.Warning(
                "Images have 1, 3 or 4 channels, and this network takes {Taken} and makes {Made}. What reads or shows "
                    + "images refuses it: gs compress, translate, evaluate and demo. If it has another output that is "
                    + "an image, choose it with --output",
                taken,
                made
            );
        }
    }
}
