using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Import;
using GsFramework.Core.Inference;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Models.Generators;
using static TorchSharp.torch;

namespace GsFramework.Campaign.Fuzzing;

/// <summary>Networks in ONNX for <c>gs import</c>, whose graphs are damaged.</summary>
internal static class OnnxImports
{
    private const string Name = "onnx import";

    public static Reader Reader(Prepared prepared)
    {
        var path = prepared.NewFile(Name, "a.onnx");
        return new Reader(Name, [.. Networks().Select(Bytes)], OnnxGraphMutation.Of, bytes =>
        {
            File.WriteAllBytes(path, bytes);
            using var scope = NewDisposeScope();
            var network = OnnxImport.Run(path, new OnnxImportOptions());
            network.Weights.Dispose();
        });
    }

    private static IEnumerable<NetworkGraph> Networks()
    {
        yield return new CycleGanResNet(new CycleGanResNetOptions { Width = 4, Blocks = 1 }).Create();
        yield return new CartoonGan(new CartoonGanOptions { Width = 4, Blocks = 1 }).Create();
        yield return new Pix2PixUNet(new Pix2PixUNetOptions { Width = 4, Downs = 3 }).Create();
        yield return new GraphBuilder(3)
            .Add("first", new Conv2d(3, 8, KernelSize: 3, Padding: 1))
            .Add("groups", new GroupNorm(8, Groups: 2))
            .Add("act", new Activation(ActivationFunction.HardSwish))
            .Add("mean", new GlobalAveragePool())
            .Add("inner", new Conv2d(8, 8, KernelSize: 1))
            .Add("gate", new Activation(ActivationFunction.Sigmoid))
            .Add("gated", new Multiply(), "act", "gate")
            .Add("half", new Conv2d(8, 8, KernelSize: 3, Stride: 2, Padding: 1, Groups: 8))
            .Add("large", Resize.Bilinear(2))
            .Add("joined", new Concat(), "gated", "large")
            .Add("pixels", new Conv2d(16, 12, KernelSize: 1))
            .Add("shuffled", new DepthToSpace(2))
            .Add("output", new Clip(-1, 1))
            .Build();
    }

    private static byte[] Bytes(NetworkGraph graph)
    {
        using var weights = GraphWeights.Initialize(graph, 1);
        var card = new OnnxCard { Framework = "0.0.0", Format = "test" };
        return OnnxModel.ToBytes(graph, weights, new OnnxShape(), card);
    }
}
