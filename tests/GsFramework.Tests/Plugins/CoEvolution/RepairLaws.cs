using FsCheck.Xunit;
using GsFramework.CoEvolution;
using GsFramework.Graph;
using GsFramework.Tests.Graph;

namespace GsFramework.Tests.Plugins.CoEvolution;

public class RepairLaws
{
    private static readonly ChannelCode _code = Code(Networks.CycleGan(width: 16, blocks: 3));

    [Property(MaxTest = 60)]
    public void Any_bits_meet_the_target_within_two_percent_and_not_one_channel_more_would_fit(int seed, byte tenths)
    {
        var target = 1.2 + (tenths % 80 / 10.0);
        var random = new Random(seed);
        var share = random.NextDouble();

        var bits = new Repair(_code, target).Of(Bits(_code, random, share), random);

        var (macs, whole) = _code.Measure(bits);
        Assert.True(whole);
        Assert.InRange(_code.Ratio(bits), target, target * 1.02);
        for (var gene = 0; gene < bits.Length; gene++)
        {
            if (!bits[gene])
            {
                bits[gene] = true;
                Assert.True(_code.Measure(bits).Macs * target > _code.Macs.Dense, $"{gene} {macs}");
                bits[gene] = false;
            }
        }
    }

    [Property(MaxTest = 100)]
    public void In_any_network_a_layer_that_cannot_be_bypassed_keeps_a_channel(int seed)
    {
        var code = Code(RandomNetwork.Create(seed));
        if (code.Length > 0)
        {
            var random = new Random(seed);
            Assert.True(code.Measure(new Repair(code, null).Of(new bool[code.Length], random)).IsWhole);
            Assert.True(code.Measure(new Repair(code, null).Of(Bits(code, random, 0.2), random)).IsWhole);
        }
    }

    [Property(MaxTest = 60)]
    public void What_works_already_is_left_alone(int seed)
    {
        var random = new Random(seed);
        var bits = Bits(_code, random, 0.5);

        Assert.Equal(bits, new Repair(_code, null).Of(bits, random));

        var met = new Repair(_code, 4).Of(bits, random);
        Assert.Equal(met, new Repair(_code, 4).Of(met, random));
    }

    [Fact]
    public void Random_individuals_meet_the_target_with_channels_of_every_layer()
    {
        var random = new Random(1);
        var drawn = Enumerable.Range(0, 50).Select(_ => new Repair(_code, 4).Draw(random)).ToArray();

        Assert.All(drawn, static bits => Assert.InRange(_code.Ratio(bits), 4, 4.08));
        Assert.All(Enumerable.Range(0, _code.Length), gene => Assert.InRange(drawn.Count(bits => bits[gene]), 8, 42));
    }

    [Fact]
    public void Without_a_target_half_of_the_channels_stay()
    {
        var random = new Random(1);
        var drawn = Enumerable.Range(0, 50).SelectMany(_ => new Repair(_code, null).Draw(random)).ToArray();

        Assert.InRange(drawn.Count(static bit => bit) / (double)drawn.Length, 0.48, 0.52);
    }

    [Fact]
    public void A_target_beyond_reach_is_refused_with_what_can_be_reached()
    {
        var fault = Assert.Throws<UserException>(static () => new Repair(_code, 9000));

        Assert.Contains("method.targetMacRatio is 9000", fault.Message, StringComparison.Ordinal);
        Assert.Matches(@"Ask for \d+(\.\d)? or less", fault.Message);
    }

    private static bool[] Bits(ChannelCode code, Random random, double share) =>
        [.. Enumerable.Range(0, code.Length).Select(_ => random.NextDouble() < share)];

    private static ChannelCode Code(NetworkGraph graph)
    {
        using var weights = Networks.RandomWeights(graph, 1);
        using var teacher = new GraphModule(graph, weights);
        return new ChannelCode(teacher, ChannelEncoding.PerChannel, ImageSize.Square(TinySearch.Side));
    }
}
