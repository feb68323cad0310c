using GsFramework.Graph;
using GsFramework.Models;
using GsFramework.Models.Generators;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Graph;

/// <summary>Networks, weights and comparisons for the tests of the graph.</summary>
internal static class Networks
{
    // Small tensors: threads would only wait for one another.
    static Networks() => set_num_threads(1);

    public static NetworkGraph CycleGan(int width = 4, int blocks = 2) =>
        new CycleGanResNet(new CycleGanResNetOptions { Width = width, Blocks = blocks }).Create();

    /// <summary>The same with the norms of pix2pix, or the blur of CUT.</summary>
    public static NetworkGraph Relative(NormKind norm, Antialiasing antialias) =>
        new CycleGanResNet(
            new CycleGanResNetOptions
            {
                Width = 3,
                Blocks = 1,
                Norm = norm,
                Antialias = antialias,
            }
        ).Create();

    public static NetworkGraph Cartoon(int width = 3, int blocks = 2) =>
        new CartoonGan(new CartoonGanOptions { Width = width, Blocks = blocks }).Create();

    /// <summary>Weights in which nothing is 0 or 1 by chance: every β, bias and running statistic too.</summary>
    public static WeightSet RandomWeights(NetworkGraph graph, int seed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed, CPU);
        var weights = new WeightSet();
        foreach (var (name, node, parameter) in graph.Parameters())
        {
            var shape = parameter.Shape.ToArray();
            weights.Add(
                name,
                parameter.Role switch
                {
                    ParameterRole.Weight => randn(shape, generator: generator)
                        / Math.Sqrt(parameter.Count / (double)shape[0]),
                    ParameterRole.Buffer when parameter.Name == "range" => tensor([-2.1f, 3.3f]),
                    ParameterRole.Buffer when parameter.Name == "running_var" => rand(shape, generator: generator)
                        + 0.5,
                    _ => randn(shape, generator: generator),
                }
            );
        }

        return weights;
    }

    /// <summary>Silences channels as training does: γ to 0, and β too for some of them.</summary>
    public static void ZeroScales(NetworkGraph graph, WeightSet weights, Random random, bool shiftsToo)
    {
        var share = random.NextDouble();
        foreach (
            var (name, node, parameter) in graph
                .Parameters()
                .Where(static entry => entry.Parameter.Role == ParameterRole.Scale)
        )
        {
            for (var channel = 0; channel < parameter.Count; channel++)
            {
                if (random.NextDouble() < share)
                {
                    weights[name][channel] = 0;
                    if (
                        (shiftsToo || random.Next(2) == 0)
                        && weights.TryGetValue(node.ParameterName("bias"), out var shift)
                    )
                    {
                        shift[channel] = 0;
                    }
                }
            }
        }
    }

    /// <summary>A random part of a network's channel groups.</summary>
    public static HashSet<int> RandomGroups(ChannelMap map, Random random)
    {
        var share = random.Next(5) / 4.0;
        return
        [
            .. map
                .Graph.Nodes.SelectMany(node => map.GroupsOf(node.Name))
                .Distinct()
                .Where(_ => random.NextDouble() < share),
        ];
    }

    public static Tensor Image(int side, int seed, int batch = 2)
    {
        using var generator = new Generator((ulong)seed, CPU);
        return (rand([batch, 3, side, side], generator: generator) * 2) - 1;
    }

    public static Tensor Run(
        NetworkGraph graph,
        IReadOnlyDictionary<string, Tensor> weights,
        Tensor image,
        ScalarType precision = ScalarType.Float32
    )
    {
        using var noGrad = no_grad();
        using var module = new GraphModule(graph, weights);
        module.eval();
        module.to(precision);
        return module.forward(image.to(precision));
    }

    /// <summary>
    /// Fails unless both compute the same: in double precision, and in single precision up to 1e-4. Where the left
    /// one's own rounding is worse (a norm blows up the noise of a channel that is constant), the right one may differ
    /// by as much.
    /// </summary>
    public static void AssertEqual(
        NetworkGraph left,
        IReadOnlyDictionary<string, Tensor> leftWeights,
        NetworkGraph right,
        IReadOnlyDictionary<string, Tensor> rightWeights,
        Tensor image
    )
    {
        using var scope = NewDisposeScope();
        var exact = Run(left, leftWeights, image, ScalarType.Float64);
        var logic = (exact - Run(right, rightWeights, image, ScalarType.Float64)).abs().max().item<double>();
        Assert.True(logic <= 1e-5, $"the outputs differ by {logic} in double precision in\n{GraphJson.Write(left)}");

        var single = Run(left, leftWeights, image);
        var rounding = (single - exact).abs().max().item<double>();
        var error = (single - Run(right, rightWeights, image)).abs().max().item<float>();

        // Each is off by rounding of its own, which differs between processors.
        Assert.True(
            error <= 1e-4 + (3 * rounding),
            $"the outputs differ by {error} ({rounding}) in\n{GraphJson.Write(left)}"
        );
    }
}
