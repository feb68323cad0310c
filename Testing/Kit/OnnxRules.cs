using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Inference;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using static TorchSharp.torch;

namespace GsFramework.Testing.Kit;

/// <summary>Networks as ONNX files in ONNX Runtime.</summary>
internal static class OnnxRules
{
    private const string Fix =
        "Let WriteOnnx of its layers add nodes that compute what Forward computes; LayerConformance finds the layer.";

    private static readonly OnnxCard _card = new() { Framework = "0.0.0", Format = "conformance" };

    /// <summary>The file of a network, opened; the caller disposes it.</summary>
    public static OnnxNetwork Open(Rule rule, NetworkGraph graph, IReadOnlyDictionary<string, Tensor> weights) =>
        rule.Run(
            () =>
                OnnxNetwork.Open(
                    OnnxModel.ToBytes(graph, weights, new OnnxShape(), _card),
                    "the ONNX file",
                    new OnnxSettings { Threads = 1 }
                ),
            "writing it as ONNX and opening that in ONNX Runtime"
        );

    /// <summary>The file computes what the network computes.</summary>
    public static void Same(
        Rule rule,
        OnnxNetwork file,
        NetworkGraph graph,
        IReadOnlyDictionary<string, Tensor> weights,
        Tensor images
    )
    {
        using var scope = NewDisposeScope();
        var expected = Tensors.Output(graph, weights, images);
        var actual = rule.Run(() => file.Run(images), "running the ONNX file");
        rule.Require(
            actual.shape.SequenceEqual(expected.shape),
            $"for [{string.Join(", ", images.shape)}] the ONNX file makes [{string.Join(", ", actual.shape)}], the "
                + $"network [{string.Join(", ", expected.shape)}].",
            Fix
        );
        var difference = Tensors.Difference(actual, expected);
        rule.Require(
            difference <= 1e-4 * Math.Max(1, Tensors.Largest(expected)),
            $"for images of {images.shape[3]}x{images.shape[2]} the ONNX file and the network differ by "
                + $"{difference:G3}.",
            Fix
        );
    }

    /// <summary>The integer file computes what the quantised network computes, but for values between two
    /// integers.</summary>
    public static void SameIntegers(Rule rule, NetworkGraph quantized, WeightSet weights, ImageSize size)
    {
        using var scope = NewDisposeScope();
        using var model = new LoadedModel(quantized, weights.Clone());
        using var integers = rule.Run(() => IntegerForm.Of(model), "arranging it for integer kernels");
        using var file = Open(rule, integers.Graph, integers.Weights);
        var check = rule.Run(
            () => OnnxCheck.Run(file, model, ExportImages.Random(quantized.InputChannels, 2, size)),
            "running the integer ONNX file"
        );
        rule.Require(check.Keeps(OnnxLimit.Integer, pixels: false), $"{check.Tell("TorchSharp")}", Fix);
    }
}
