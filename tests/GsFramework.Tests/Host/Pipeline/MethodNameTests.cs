using GsFramework.Core.Configuration;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Host.Pipeline;
using GsFramework.Models.Generators;
using GsFramework.Parts;
using GsFramework.Terms;

namespace GsFramework.Tests.Host.Pipeline;

public class MethodNameTests
{
    private static readonly NetworkGraph _plain = new CycleGanResNet(
        new CycleGanResNetOptions { Width = 4, Blocks = 1 }
    ).Create();

    [Theory]
    [InlineData("gs-32", true, "distillation", "channel-pruning")]
    [InlineData("gs-32", true, "quantization", "distillation", "channel-pruning", "attention-transfer")]
    [InlineData("no-gan+channel-pruning+distillation", false, "distillation", "channel-pruning")]
    [InlineData("gan+distillation", true, "distillation")]
    [InlineData("gan", true)]
    public void Terms_of_a_paper_have_its_name_and_others_their_own(string name, bool gan, params string[] terms) =>
        Assert.Equal(name, MethodName.Of(Options(gan, terms), _plain));

    [Theory]
    [InlineData(8)]
    [InlineData(4)]
    public void The_name_has_the_bits_of_the_weights(int bits)
    {
        var graph = GraphQuantization.Quantize(_plain, _ =>
            new(new WeightQuantizer(bits, PerChannel: true), null, null)
        );

        Assert.Equal($"gs-{bits}", MethodName.Of(Options(true, "distillation", "channel-pruning"), graph));
    }

    private static RunOptions Options(bool gan, params string[] terms) =>
        new()
        {
            Name = "a",
            Objective = new ObjectiveOptions
            {
                Gan = new GanOptions { Enabled = gan },
                Terms = terms.ToDictionary(
                    static term => term,
                    static term => new PartSelection<ICompressionTerm>(term, null!)
                ),
            },
        };
}
