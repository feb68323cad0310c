using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Graph;

/// <summary>Weights for a graph: checking and initialising them.</summary>
public static class GraphWeights
{
    /// <summary>Tests that every parameter of the graph is there with the right shape.</summary>
    /// <exception cref="GraphException">Names up to five faults.</exception>
    public static void Check(NetworkGraph graph, IReadOnlyDictionary<string, Tensor> weights)
    {
        var faults = new List<string>();
        foreach (var (name, _, parameter) in graph.Parameters())
        {
            if (!weights.TryGetValue(name, out var tensor))
            {
                faults.Add($"'{name}' [{string.Join(", ", parameter.Shape)}] is missing");
            }
            else if (!tensor.shape.SequenceEqual(parameter.Shape))
            {
                faults.Add(
                    $"'{name}' is [{string.Join(", ", tensor.shape)}], the network wants "
                        + $"[{string.Join(", ", parameter.Shape)}]"
                );
            }
        }

        if (faults.Count > 0)
        {
            var more = faults.Count > 5 ? $" (and {faults.Count - 5} more)" : "";
            throw new GraphException(
                $"The weights do not fit the network: {string.Join("; ", faults.Take(5))}{more}. "
                    + "Were they made for another architecture, width or block count?"
            );
        }
    }

    /// <summary>
    /// Fresh weights as CycleGAN draws them: kernels N(0, <paramref name="deviation"/>), γ N(1,
    /// <paramref name="deviation"/>), biases and shifts 0.
    /// </summary>
    /// <param name="graph">The network.</param>
    /// <param name="seed">Seed of a generator of its own; the global one is not touched.</param>
    /// <param name="deviation">Standard deviation.</param>
    public static WeightSet Initialize(NetworkGraph graph, long seed, double deviation = 0.02)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator((ulong)seed, CPU);
        var weights = new WeightSet();
        foreach (var (name, node, parameter) in graph.Parameters())
        {
            var shape = parameter.Shape.ToArray();
            weights.Add(
                name,
                parameter.Role switch
                {
                    ParameterRole.Weight => randn(shape, generator: random) * deviation,
                    ParameterRole.Scale => (randn(shape, generator: random) * deviation) + 1,
                    ParameterRole.Buffer => node.Layer.InitialBuffer(parameter),
                    _ => zeros(shape),
                }
            );
        }

        return weights;
    }

    /// <summary>
    /// Weights for a graph that was rewritten: those of the network that it was made of and, for what was added to it,
    /// values with which it begins as that network. Scales are 1; all else is as <see cref="Initialize"/> makes it.
    /// </summary>
    /// <param name="graph">The rewritten graph.</param>
    /// <param name="former">The weights of the network that it was made of; they are copied.</param>
    /// <param name="seed">Seed of kernels that were added.</param>
    /// <returns>Weights on the CPU. They belong to the caller.</returns>
    public static WeightSet Inherit(NetworkGraph graph, IReadOnlyDictionary<string, Tensor> former, long seed)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var weights = Initialize(graph, seed);
        foreach (var (name, _, parameter) in graph.Parameters())
        {
            if (former.TryGetValue(name, out var known))
            {
                weights.Replace(name, known.detach().cpu().clone());
            }
            else if (parameter.Role == ParameterRole.Scale)
            {
                weights.Replace(name, ones([.. parameter.Shape]));
            }
        }

        return weights;
    }
}
