using GsFramework.ChannelPruning;
using GsFramework.Core.Configuration;
using GsFramework.Core.Objective;
using GsFramework.Distillation;
using GsFramework.Graph;
using GsFramework.Models;
using GsFramework.Parts;
using GsFramework.Terms;
using GsFramework.Tests.Plugins;

namespace GsFramework.Tests.Core.Objective;

public class ObjectiveTermsTests
{
    [Fact]
    public void Terms_keep_the_order_of_the_configuration_and_are_named_with_the_parts_that_they_select()
    {
        using var parts = new PluginParts(new DistillationModule(), new ChannelPruningModule(), new ModelsModule());

        var terms = ObjectiveTerms.Create(
            parts,
            new ObjectiveOptions
            {
                Terms = new Dictionary<string, PartSelection<ICompressionTerm>>
                {
                    ["distillation"] = new("distillation", new DistillationOptions { Distance = new("mse") }),
                    ["channel-pruning"] = new("channel-pruning", new ChannelPruningOptions { Rho = 0.01 }),
                    ["again"] = new("distillation"),
                },
            }
        );

        Assert.Equal(["distillation", "channel-pruning", "again"], terms.Select(static term => term.Name));
        Assert.Equal(
            [
                "compression term 'distillation' with image distance 'mse'",
                "compression term 'channel-pruning'",
                "compression term 'again'",
            ],
            terms.Select(static term => term.PartWithUses.What)
        );
    }

    [Fact]
    public void A_term_with_an_impossible_weight_is_refused()
    {
        var fault = Assert.ThrowsAny<UserException>(() =>
            ObjectiveTerms.Create(
                new Parts(new FunctionTerm("mine", static _ => null) { Weight = -1 }),
                new ObjectiveOptions
                {
                    Terms = new Dictionary<string, PartSelection<ICompressionTerm>> { ["mine"] = new("mine") },
                }
            )
        );

        Assert.Contains("term 'mine', construct: its Weight is -1", fault.Message, StringComparison.Ordinal);
    }

    private sealed class Parts(ICompressionTerm term) : IPartFactory
    {
        public TContract Create<TContract>(PartSelection<TContract> selection)
            where TContract : class => (TContract)term;
    }
}
