using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Inference;
using GsFramework.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Export.Onnx;

/// <summary>Networks in ONNX Runtime, compared with their forward pass.</summary>
internal static class OnnxAssert
{
    public static OnnxCard Card { get; } = new() { Framework = "0.0.0", Format = "test" };

    public static OnnxNetwork Open(
        NetworkGraph graph,
        IReadOnlyDictionary<string, Tensor> weights,
        OnnxShape? shape = null
    ) =>
        OnnxNetwork.Open(
            OnnxModel.ToBytes(graph, weights, shape ?? new OnnxShape(), Card),
            "test",
            new OnnxSettings { Threads = 1 }
        );

    public static Tensor Run(NetworkGraph graph, IReadOnlyDictionary<string, Tensor> weights, Tensor image)
    {
        using var network = Open(graph, weights);
        return network.Run(image);
    }

    /// <summary>Fails unless a file of the network computes what the network computes, in single precision.</summary>
    public static void ComputesTheSame(
        NetworkGraph graph,
        IReadOnlyDictionary<string, Tensor> weights,
        Tensor image,
        double tolerance = 2e-5
    )
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var module = new GraphModule(graph, weights);
        module.eval();
        var expected = module.forward(image);
        var actual = Run(graph, weights, image);
        Assert.Equal(expected.shape, actual.shape);
        var difference =
            (expected - actual).abs().max().item<float>() / Math.Max(1, expected.abs().max().item<float>());
        Assert.True(difference <= tolerance, $"the outputs differ by {difference} in\n{GraphJson.Write(graph)}");
    }
}
