using GsFramework.ChannelPruning;

namespace GsFramework.Tests.Plugins.ChannelPruning;

public class ChannelPruningOptionsTests
{
    [Fact]
    public void Rho_alone_or_a_target_alone_is_right()
    {
        Assert.Empty(new ChannelPruningOptions { Rho = 0 }.Faults());
        Assert.Empty(new ChannelPruningOptions { TargetMacRatio = 4 }.Faults());
        Assert.Empty(new ChannelPruningOptions { Target = new PruningTarget { Bytes = 1000 } }.Faults());
    }

    [Fact]
    public void A_target_that_names_nothing_is_a_fault() =>
        Assert.Equal(nameof(PruningTarget.Bytes), Assert.Single(new PruningTarget().Faults()).Property);

    [Fact]
    public void Two_targets_are_a_fault() =>
        Assert.Contains(
            "targetMacRatio and target are set",
            Assert
                .Single(
                    new ChannelPruningOptions
                    {
                        TargetMacRatio = 4,
                        Target = new PruningTarget { Bytes = 1000 },
                    }.Faults()
                )
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Neither_or_both_is_a_fault()
    {
        Assert.Contains(
            "none",
            Assert.Single(new ChannelPruningOptions().Faults()).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "targetMacRatio and rho are set",
            Assert.Single(new ChannelPruningOptions { Rho = 1, TargetMacRatio = 4 }.Faults()).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_target_needs_zero_shift() =>
        Assert.Equal(
            nameof(ChannelPruningOptions.ZeroShift),
            Assert.Single(new ChannelPruningOptions { TargetMacRatio = 4, ZeroShift = false }.Faults()).Property
        );

    [Fact]
    public void Equal_shares_of_layers_need_a_target()
    {
        Assert.Equal(
            nameof(ChannelPruningOptions.Scope),
            Assert.Single(new ChannelPruningOptions { Rho = 0.1, Scope = PruningScope.Layer }.Faults()).Property
        );
        Assert.Empty(new ChannelPruningOptions { TargetMacRatio = 4, Scope = PruningScope.Layer }.Faults());
    }

    [Fact]
    public void Multiples_of_channels_need_a_target()
    {
        Assert.Equal(
            nameof(ChannelPruningOptions.ChannelMultiple),
            Assert.Single(new ChannelPruningOptions { Rho = 0.1, ChannelMultiple = 8 }.Faults()).Property
        );
        Assert.Empty(new ChannelPruningOptions { TargetMacRatio = 4, ChannelMultiple = 8 }.Faults());
    }
}
