using System.Globalization;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Host.Evaluation;
using GsFramework.Models.Features;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Evaluation;

/// <summary>Makes the tables of docs/scores.md; the command is there.</summary>
public class RankingTable(ITestOutputHelper output)
{
    private const int Seed = 1;

    private static readonly string[] Layers =
    [
        "Conv1_relu",
        "block_3_expand_relu",
        "block_6_expand_relu",
        "block_10_project_BN",
        "block_13_expand_relu",
        "out_relu",
    ];

    [Fact(Explicit = true)]
    public void Print_how_scores_rank_drawings_and_damaged_drawings()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var trunk = Trunk();
        var reals = Vectors(trunk, InkImages.Read("trainB"));
        output.WriteLine(
            $"{reals[Layers[0]].shape[0]} real drawings (trainB), 50 subsets of 50, seed {Seed}: KID mean ± standard "
                + $"error | spread | FD"
        );
        var drawings = RankedDrawings.Of(
            InkImages.Read("testB"),
            InkImages.Read("valB"),
            InkImages.Read("testA"),
            Seed
        );
        foreach (var (name, images) in drawings)
        {
            var vectors = Vectors(trunk, images);
            var row = string.Join(" | ", Layers.Select(layer => Cell(vectors[layer], reals[layer])));
            output.WriteLine($"| {name} | {images.shape[0]} | {row} |");
        }
    }

    private static string Cell(Tensor vectors, Tensor reals)
    {
        var kid = Kid.Between(vectors, reals, seed: Seed);
        var distance = FrechetDistance.Between(vectors, reals);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{kid.Mean:G4} ± {kid.StandardError:G2} | {kid.Spread:G2} | {distance.Value:G4}"
        );
    }

    private static GraphModule Trunk()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "mobilenet_v2.safetensors");
        using var file = new WeightsReader().Read(path);
        using var weights = KerasWeights.For(MobileNetV2Graph.Full, file, path);
        var trunk = new GraphModule(MobileNetV2Graph.Full, weights);
        trunk.eval();
        return trunk;
    }

    private static Dictionary<string, Tensor> Vectors(GraphModule trunk, Tensor images)
    {
        var parts = Layers.ToDictionary(static layer => layer, static _ => new List<Tensor>());
        foreach (var part in images.split(FeatureVectors.BatchSize))
        {
            using var step = NewDisposeScope();
            var resized = nn.functional.interpolate(
                (part + 1) / 2,
                size: [224, 224],
                mode: InterpolationMode.Bilinear,
                align_corners: false
            );
            var (_, taps) = trunk.Forward(resized, Layers);
            foreach (var layer in Layers)
            {
                parts[layer].Add(taps[layer].mean([2, 3]).MoveToOuterDisposeScope());
            }
        }

        return parts.ToDictionary(static entry => entry.Key, static entry => cat(entry.Value));
    }
}
