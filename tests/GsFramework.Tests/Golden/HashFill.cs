using GsFramework.Graph;
using GsFramework.Graph.Layers;
using static TorchSharp.torch;

namespace GsFramework.Tests.Golden;

/// <summary>Weights by formula; see vectors/README.md.</summary>
internal static class HashFill
{
    public static Tensor Fill(IReadOnlyList<long> shape, long seed, double bound)
    {
        var values = new float[shape.Aggregate(1L, static (product, n) => product * n)];
        var offset = 0x9E3779B9u * (uint)seed;
        for (var i = 0u; i < values.Length; i++)
        {
            var h = i + offset;
            h ^= h >> 16;
            h *= 0x85EBCA6B;
            h ^= h >> 13;
            h *= 0xC2B2AE35;
            h ^= h >> 16;
            values[i] = ((int)(h >> 8) - (1 << 23)) / (float)(1 << 23) * (float)bound;
        }

        return tensor(values).reshape([.. shape]);
    }

    /// <summary>The seed and bound of every parameter of a network, in order.</summary>
    public static IReadOnlyList<(string Name, long Seed, double Bound)> Plan(NetworkGraph graph, int networkSeed) =>
        [
            .. graph
                .Parameters()
                .Select(
                    (entry, k) =>
                        (
                            entry.Name,
                            (1000L * networkSeed) + k,
                            entry.Parameter.Role switch
                            {
                                ParameterRole.Scale => 0.25,
                                ParameterRole.Shift => 0.125,
                                _ => Bound(entry.Node.Layer),
                            }
                        )
                ),
        ];

    public static WeightSet Weights(NetworkGraph graph, int networkSeed)
    {
        using var scope = NewDisposeScope();
        var weights = new WeightSet();
        foreach (var ((name, seed, bound), (_, _, parameter)) in Plan(graph, networkSeed).Zip(graph.Parameters()))
        {
            var value = Fill(parameter.Shape, seed, bound);
            weights.Add(name, parameter.Role == ParameterRole.Scale ? value + 1 : value);
        }

        return weights;
    }

    private static double Bound(Layer layer)
    {
        var fanIn = layer switch
        {
            Conv2d conv => conv.InChannels * conv.KernelSize * conv.KernelSize,
            ConvTranspose2d up => up.InChannels * up.KernelSize * up.KernelSize,
            _ => throw new ArgumentException($"no rule for a {layer.Kind}", nameof(layer)),
        };
        return Math.Pow(2, Math.Floor(Math.Log2(1 / Math.Sqrt(fanIn))));
    }
}
