using GsFramework.Graph;
using GsFramework.Parts;
using GsFramework.Tests.Golden;
using static TorchSharp.torch;

namespace GsFramework.Tests.Plugins.Models.Features;

/// <summary>Weights by the formula of SecondImplementation/feature_networks.py, as if they were read from a file with
/// that hash.</summary>
internal sealed class FormulaWeights(NetworkGraph graph, int seed, string hash) : IWeightsReader
{
    public WeightsFile Read(string path, string? key = null)
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>();
        foreach (
            var (k, (name, _, parameter)) in graph
                .Parameters()
                .OrderBy(entry => entry.Name, StringComparer.Ordinal)
                .Index()
        )
        {
            var aroundOne =
                name.EndsWith("bn.weight", StringComparison.Ordinal)
                || name.EndsWith("running_var", StringComparison.Ordinal);
            var bound =
                parameter.Role == ParameterRole.Weight
                    ? Math.Pow(
                        2,
                        Math.Round(
                            Math.Log2(
                                Math.Sqrt(6.0 / parameter.Shape.Skip(1).Aggregate(1L, (product, n) => product * n))
                            )
                        )
                    )
                : aroundOne ? 0.25
                : 0.125;
            var value = HashFill.Fill(parameter.Shape, seed + k, bound);
            tensors.Add(name, (aroundOne ? value + 1 : value).DetachFromDisposeScope());
        }

        return new WeightsFile(tensors, new Dictionary<string, string>(), hash.PadRight(64, '0'));
    }
}
