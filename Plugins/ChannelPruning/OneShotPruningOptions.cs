using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace GsFramework.ChannelPruning;

/// <summary>Which channels go first.</summary>
public enum PruningOrder
{
    /// <summary>Those with the smallest |γ|.</summary>
    Magnitude,

    /// <summary>Any, by the seed of the run.</summary>
    Random,
}

/// <summary>Options of one-shot pruning.</summary>
public sealed record OneShotPruningOptions
{
    /// <summary>How many times fewer multiply-accumulates (exact rule) the generator must have.</summary>
    [Description("How many times fewer multiply-accumulates (exact rule) the generator must have.")]
    [Range(1.0, 10000.0)]
    public double TargetMacRatio { get; init; } = 4;

    /// <summary>Which channels go first.</summary>
    [Description("Which channels go first: 'magnitude' for those with the smallest |γ|, 'random' for any.")]
    public PruningOrder Order { get; init; } = PruningOrder.Magnitude;

    /// <summary>True to prune the channels of residual trunks too.</summary>
    [Description(
        "True to prune the channels of residual trunks too; norms without γ get one. The paper's generators leave "
            + "the trunk whole."
    )]
    public bool Trunk { get; init; }
}
