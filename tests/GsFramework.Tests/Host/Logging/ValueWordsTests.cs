using GsFramework.Core.Composition.Guards;
using GsFramework.Host.Logging;
using GsFramework.Terms;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Logging;

public class ValueWordsTests
{
    private readonly Dictionary<string, double> _values = new()
    {
        ["lossG"] = 0.53119,
        ["pruning.macRatio"] = 2.13,
        ["pruning.rho"] = 0.01,
        ["sparse.share"] = 0.25,
        ["lossGan"] = 0.7,
        ["pruning"] = 0.0512,
        ["sparse"] = 3,
        ["lossD"] = 0.25,
    };

    [Fact]
    public void A_term_that_has_words_for_its_values_is_heard_and_others_keep_their_names() =>
        Assert.Equal(
            [
                "MACs 2.1x of 4x",
                "share 0.25",
                "distance 0.05",
                "sparse 3",
                "loss 0.531",
                "adversarial 0.7",
                "discriminator 0.25",
            ],
            ValueWords.Of(
                _values,
                [new GuardedTerm(new Speaking(), "pruning"), new GuardedTerm(new Silent(), "sparse")]
            )
        );

    [Fact]
    public void Without_terms_known_names_have_words_and_others_lose_what_stands_before_the_dot() =>
        Assert.Equal(
            ["fitness 0.9", "MACs 3.3x", "loss 0.1"],
            ValueWords.Of(
                new Dictionary<string, double> { ["fitness"] = 0.9, ["macRatio"] = 3.3333, ["lossG"] = 0.1 }
            )
        );

    [Fact]
    public void Names_that_two_terms_share_stay_whole() =>
        Assert.Equal(
            ["a.share 1", "b.share 2"],
            ValueWords.Of(
                new Dictionary<string, double> { ["a.share"] = 1, ["b.share"] = 2 },
                [new GuardedTerm(new Silent(), "a"), new GuardedTerm(new Silent(), "b")]
            )
        );

    private sealed class Speaking : ICompressionTerm, ILabelsValues
    {
        public double Weight => 1;

        public Tensor? Loss(StepContext step) => null;

        public string? Label(string name, double value) =>
            name switch
            {
                "macRatio" => "MACs 2.1x of 4x",
                ILabelsValues.OfLoss => "distance 0.05",
                _ => null,
            };
    }

    private sealed class Silent : ICompressionTerm
    {
        public double Weight => 1;

        public Tensor? Loss(StepContext step) => null;
    }
}
