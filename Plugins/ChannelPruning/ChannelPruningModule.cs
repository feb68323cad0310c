using Autofac;
using GsFramework.Parts;
using GsFramework.Terms;

namespace GsFramework.ChannelPruning;

/// <summary>Makes the channel pruning term known.</summary>
public sealed class ChannelPruningModule : Module
{
    /// <inheritdoc/>
    protected override void Load(ContainerBuilder builder) =>
        builder.RegisterPart<ICompressionTerm, ChannelPruningTerm, ChannelPruningOptions>(
            ChannelPruningTerm.Key, "L1 norm of the norms' scales γ, by a proximal step; channels with γ = 0 are pruned");
}
