using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Host.Evaluation;
using GsFramework.Models.Features;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Evaluation;

[CollectionDefinition(nameof(LiveTensorTests), DisableParallelization = true)]
[Collection(nameof(LiveTensorTests))]
public class LiveTensorTests
{
    [Fact]
    public void Scoring_leaves_no_tensor_behind()
    {
        var options = new EvaluationOptions { KidSubsets = 3 };
        using var extractor = new MeanColor();
        using var noise = ScorerTests.Noise(1);
        var images = ScorerTests.Images(noise, noise, noise, noise);
        var scorer = new Scorer(new NamedExtractor(extractor, "meancolour"), options, seed: 1, CPU);

        scorer.Score(images);
        var before = Live();
        scorer.Score(images);

        Assert.Equal(before, Live());
    }

    [Fact]
    public void An_extractor_frees_what_it_made()
    {
        using var images = zeros(1, 3, 32, 32);
        var before = Live();
        using (
            var extractor = new MobileNetV2(
                new MobileNetV2Options { Layer = "block_3_expand_relu" },
                new WeightsReader()
            )
        )
        {
            extractor.Vectors(images).Dispose();
            var working = Live();
            extractor.Vectors(images).Dispose();

            Assert.Equal(working, Live());
        }

        Assert.Equal(before, Live());
    }

    private static long Live()
    {
        var statistics = DisposeScopeManager.Statistics.TensorStatistics;
        return statistics.ThreadTotalLiveCount;
    }
}
