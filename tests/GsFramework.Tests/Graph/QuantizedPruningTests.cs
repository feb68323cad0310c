using GsFramework.Graph;
using GsFramework.Graph.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Graph;

public class QuantizedPruningTests
{
    public static TheoryData<int, bool> Cases
    {
        get
        {
            var cases = new TheoryData<int, bool>();
            for (var seed = 0; seed < 6; seed++)
            {
                cases.Add(seed, false);
                cases.Add(seed, true);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void With_frozen_scales_a_quantised_network_is_pruned_exactly(int seed, bool reference)
    {
        Check(Networks.CycleGan(width: 3, blocks: seed % 3), 16, seed, reference);
        Check(Networks.Cartoon(width: 2, blocks: seed % 3), 16, seed, reference);
        for (var part = 0; part < 4; part++)
        {
            Check(RandomNetwork.Create(1000 + (seed * 4) + part), RandomNetwork.Side, seed, reference);
        }
    }

    private static void Check(NetworkGraph plain, int side, int seed, bool reference)
    {
        using var scope = NewDisposeScope();
        var graph = GraphQuantization.Quantize(plain, _ =>
            reference
                ? new(new WeightQuantizer(8, PerChannel: false), new ClampQuantizer(8, 4), null)
                : new(new WeightQuantizer(8, PerChannel: seed % 2 == 0), new AffineQuantizer(8), new AffineQuantizer(8))
        );
        using var weights = Networks.RandomWeights(graph, seed);
        var map = ChannelMap.Of(graph);
        GraphPruning.Mask(map, weights, Networks.RandomGroups(map, new Random(seed)));
        graph = GraphQuantization.FreezeScales(graph, weights);

        var (compact, left) = GraphPruning.Prune(graph, weights);
        using var owned = left;

        var image = Networks.Image(side, seed);
        var error = (Networks.Run(graph, weights, image) - Networks.Run(compact, left, image))
            .abs()
            .max()
            .item<float>();
        Assert.True(error <= 1e-4, $"the outputs differ by {error} in\n{GraphJson.Write(graph)}");
    }
}
