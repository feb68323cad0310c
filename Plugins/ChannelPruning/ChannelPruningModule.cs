using Autofac;
using GsFramework.Methods;
using GsFramework.Parts;
using GsFramework.Terms;

namespace GsFramework.ChannelPruning;

/// <summary>Makes the channel pruning term and the one-shot baselines known.</summary>
public sealed class ChannelPruningModule : Module
{
    /// <inheritdoc/>
    protected override void Load(ContainerBuilder builder)
    {
        builder.RegisterPart<ICompressionTerm, ChannelPruningTerm, ChannelPruningOptions>(
            ChannelPruningTerm.Key,
            "L1 norm of the norms' scales γ, by a proximal step; channels with γ = 0 are pruned"
        );
        builder.RegisterPart<ICompressionMethod, OneShotPruning, OneShotPruningOptions>(
            OneShotPruning.Key,
            "prunes the trained teacher at once, by the size of γ or at random: a baseline"
        );
    }
}
