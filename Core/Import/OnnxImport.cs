using GsFramework.Core.Interchange.Onnx.Messages;
using GsFramework.Core.Import.Layers;
using GsFramework.Core.Import.Patterns;
using GsFramework.Core.Import.Reading;
using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace GsFramework.Core.Import;

/// <summary>What the user says of an ONNX file.</summary>
internal sealed record OnnxImportOptions
{
    /// <summary>The input that is the image, or null for the only one that can be.</summary>
    public string? Input { get; init; }

    /// <summary>The output, or null for the first one that is an image.</summary>
    public string? Output { get; init; }

    /// <summary>Values of the other inputs, such as a label.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<float>> Fixed { get; init; } =
        new Dictionary<string, IReadOnlyList<float>>();

    /// <summary>The values of black and white that the file takes.</summary>
    public ValueRange InputRange { get; init; } = ValueRange.Signed;

    /// <summary>The values of black and white that the file makes.</summary>
    public ValueRange OutputRange { get; init; } = ValueRange.Signed;
}

/// <summary>A network that was made of an ONNX file.</summary>
/// <param name="Graph">The network, for images in [-1, 1].</param>
/// <param name="Weights">Its weights. The receiver disposes them.</param>
/// <param name="Notes">What the user is to know.</param>
/// <param name="Difference">How it was compared with the file.</param>
internal sealed record ImportedNetwork(
    NetworkGraph Graph,
    WeightSet Weights,
    IReadOnlyList<string> Notes,
    ImportDifference Difference
);

/// <summary>Makes a MODEL of any ONNX file whose operators are known.</summary>
internal static class OnnxImport
{
    /// <summary>Reads a file, makes the network and compares the two.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What the user says of it.</param>
    /// <exception cref="UserException">The file cannot be read, or the network computes something else.</exception>
    public static ImportedNetwork Run(string path, OnnxImportOptions options)
    {
        var file = OnnxFile.Read(path);
        var image = ImagePort.Of(file, options.Input);
        if (Original(file, options) == image.Name)
        {
            throw new UserException(
                $"The output '{image.Name}' of '{path}' is the image itself. Choose another with --output NAME."
            );
        }

        FixedInputs.Apply(file, image, options.Fixed);
        ConstantBranches.Resolve(file, image);
        var facts = OnnxFacts.Gather(file, image);
        var output = Output(file, facts, options.Output);
        using var made = new ImportedGraph(facts);
        try
        {
            var steps = OnnxSteps.Of(file, facts, output);
            StepReaders.Check(steps);
            foreach (var step in steps)
            {
                if (IsChannelsLastOutput(step, output, facts))
                {
                    output = step.Inputs[0];
                    continue;
                }

                StepReaders.Read(step, made);
            }
        }
        catch (UnreadableStepException fault)
        {
            throw new UserException(
                $"'{path}', {fault.Message} A layer that does the same can be written in a plugin "
                    + "(docs/plugins/layer.md), with a factory for the whole network.",
                fault
            );
        }

        var graph = Ranges(AffineFusion.Run(made.Build(output), made.Weights), options);
        var weights = made.Weights.Clone();
        try
        {
            if (facts.Sizes is [var only])
            {
                made.Note(
                    $"The file takes images of {only} and no others, so at other sizes the MODEL was compared with "
                        + "nothing. It is right there unless the network computes the sizes of its layers from the "
                        + "image, such as for pooling to a grid"
                );
            }

            var difference = ImportDifference.Measure(file, facts, graph, weights, options, Original(file, options));
            return new ImportedNetwork(graph, weights, made.Notes, difference);
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    private static string Original(OnnxFile file, OnnxImportOptions options) =>
        options.Output ?? file.Model.Graph.Output[0].Name;

    private static string Output(OnnxFile file, OnnxFacts facts, string? wanted)
    {
        string[] outputs = [.. file.Model.Graph.Output.Select(static output => output.Name)];
        string Names() => string.Join(", ", outputs.Select(static name => $"'{name}'"));
        if (wanted is not null)
        {
            return outputs.Contains(wanted) || facts.IsFeature(wanted)
                ? wanted
                : throw new UserException($"--output {wanted}: '{file.Path}' has the outputs {Names()}.");
        }

        return facts.IsFeature(outputs[0])
            ? outputs[0]
            : throw new UserException($"The output '{outputs[0]}' of '{file.Path}' does not depend on the image.");
    }

    private static bool IsChannelsLastOutput(OnnxStep step, string output, OnnxFacts facts) =>
        facts.Image.IsChannelsLast
        && step.Operation == "Transpose"
        && step.Output == output
        && step.Integers("perm")?.SequenceEqual([0L, 2, 3, 1]) == true;

    // Between [-1, 1] and what the file takes and makes.
    private static NetworkGraph Ranges(NetworkGraph graph, OnnxImportOptions options)
    {
        var nodes = graph.Nodes.ToList();
        if (options.InputRange.FromSigned is { } first)
        {
            nodes = [.. nodes.Select(node => node with { Inputs = [.. node.Inputs.Select(Behind)] })];
            nodes.Insert(0, new GraphNode("input_range", first, [NetworkGraph.InputName]));
        }

        if (options.OutputRange.ToSigned is { } last)
        {
            nodes.Add(new GraphNode("output_range", last, [graph.Output.Name]));
        }

        return new NetworkGraph(graph.InputChannels, nodes);

        static string Behind(string name) => name == NetworkGraph.InputName ? "input_range" : name;
    }
}
