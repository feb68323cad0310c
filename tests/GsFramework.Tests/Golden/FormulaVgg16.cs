using GsFramework.Features;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Golden;

/// <summary>A VGG16 up to relu4_3 with formula weights.</summary>
internal sealed class FormulaVgg16 : IFeatureExtractor
{
    private static readonly int[][] _stages = [[64, 64], [128, 128], [256, 256, 256], [512, 512, 512]];

    private readonly List<string> _taps = [];
    private readonly GraphModule _network;

    public FormulaVgg16(GoldenSet golden)
    {
        var builder = new GraphBuilder(3);
        using var weights = new WeightSet();
        var (channels, k) = (3, 0);
        foreach (var (stage, widths) in _stages.Index())
        {
            if (stage > 0)
            {
                builder.Add($"pool{stage}", new MaxPool2d(KernelSize: 2, Stride: 2));
            }

            foreach (var width in widths)
            {
                var name = $"conv{k}";
                builder
                    .Add(name, new Conv2d(channels, width, KernelSize: 3, Padding: 1))
                    .Add($"relu{k}", new Activation(ActivationFunction.Relu));
                weights.Add($"{name}.weight", HashFill.Fill([width, channels, 3, 3], 9000 + (2 * k), golden.Scalar($"v.bound.{k}")));
                weights.Add($"{name}.bias", HashFill.Fill([width], 9001 + (2 * k), 0.0625));
                (channels, k) = (width, k + 1);
            }

            _taps.Add(builder.Last);
        }

        _network = new GraphModule(builder.Build(), weights);
    }

    public string Identity => "VGG16 with formula weights";

    public IReadOnlyList<Tensor> Maps(Tensor images)
    {
        var taps = _network.Forward((images + 1) / 2, _taps).Taps;
        return [.. _taps.Select(name => taps[name])];
    }

    public Tensor Vectors(Tensor images) => throw new NotSupportedException();

    public void Dispose() => _network.Dispose();
}
