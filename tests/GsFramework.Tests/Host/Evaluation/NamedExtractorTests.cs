using GsFramework.Features;
using GsFramework.Host.Evaluation;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Evaluation;

public class NamedExtractorTests
{
    [Fact]
    public void Metrics_are_named_after_the_part_unless_the_network_has_a_name()
    {
        var named = NamedExtractor.Of([
            ("mean-colour-3", new Network("a")),
            ("inception-fid", new Network("b", "inception")),
        ]);

        Assert.Equal(
            [
                ("kid-meancolour3", "fd-meancolour3", "feature-distance-meancolour3"),
                ("kid-inception", "fd-inception", "feature-distance-inception"),
            ],
            named.Select(static network => (network.Kid, network.Frechet, network.Distance))
        );
    }

    [Fact]
    public void Networks_of_the_same_name_have_numbers()
    {
        var named = NamedExtractor.Of([
            ("net", new Network("a")),
            ("net", new Network("b")),
            ("n-e-t", new Network("c")),
        ]);

        Assert.Equal(["kid-net", "kid-net-2", "kid-net-3"], named.Select(static network => network.Kid));
        Assert.Equal(["fd-net", "fd-net-2", "fd-net-3"], named.Select(static network => network.Frechet));
        Assert.Equal("feature-distance-net-3", named[2].Distance);
    }

    [Fact]
    public void Only_the_network_of_FID_gives_a_score_of_that_name()
    {
        var named = NamedExtractor.Of([
            ("x", new Network("a", "inception", DefinesFid: true)),
            ("x", new Network("b", "inception-other")),
        ]);

        Assert.Equal(
            [("kid-inception", "fid"), ("kid-inception-other", "fd-inception-other")],
            named.Select(static network => (network.Kid, network.Frechet))
        );
    }

    [Fact]
    public void The_same_network_twice_is_refused()
    {
        var exception = Assert.Throws<UserException>(() =>
            NamedExtractor.Of([("net", new Network("a")), ("net", new Network("b")), ("net", new Network("b"))])
        );

        Assert.StartsWith(
            "evaluation.furtherFeatures[1] is the same network as evaluation.furtherFeatures[0] (b).",
            exception.Message,
            StringComparison.Ordinal
        );
    }

    private sealed record Network(string Identity, string? ScoreName = null, bool DefinesFid = false)
        : IFeatureExtractor
    {
        public IReadOnlyList<Tensor> Maps(Tensor images) => [images];

        public Tensor Vectors(Tensor images) => images.mean([2, 3]);

        public void Dispose() { }
    }
}
