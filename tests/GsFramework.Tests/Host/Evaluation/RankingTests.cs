using GsFramework.Core.Interchange;
using GsFramework.Host.Evaluation;
using GsFramework.Models.Features;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Evaluation;

/// <summary>On a part of the images, the order that docs/scores.md records for all of them.</summary>
public class RankingTests
{
    private const int Images = 16;

    // A few seconds: a hundred images at 224x224.
    [Fact]
    public void KID_ranks_true_drawings_before_damaged_ones()
    {
        using var scope = NewDisposeScope();
        using var extractor = new MobileNetV2(new MobileNetV2Options(), new WeightsReader());
        var truth = InkImages.Read("testB", Images);
        var reals = Vectors(extractor, InkImages.Read("trainB", 2 * Images));
        double Score(Tensor images) => Kid.Between(Vectors(extractor, images), reals).Full;

        var (clean, blurred, faint) = (Score(truth), Score(Damage.Blur(truth, 1)), Score(Damage.Blur(truth, 2)));
        var broken = Score(Damage.EraseBlocks(truth, 0.25, seed: 1));

        Assert.True(clean < blurred && blurred < faint, $"true {clean}, blurred {blurred}, much blurred {faint}");
        Assert.True(clean < broken, $"true {clean}, broken {broken}");
        Assert.True(clean < Score(InkImages.Read("testA", Images)));
    }

    private static Tensor Vectors(MobileNetV2 extractor, Tensor images)
    {
        using var vectors = new FeatureVectors(extractor);
        foreach (var part in images.split(FeatureVectors.BatchSize))
        {
            vectors.Add(part);
        }

        return vectors.ToTensor();
    }
}
