using Autofac;
using GsFramework.Parts;
using GsFramework.Terms;

namespace Samples.NMSparsity;

/// <summary>Makes the term known.</summary>
public sealed class NMSparsityModule : Module
{
    /// <inheritdoc/>
    protected override void Load(ContainerBuilder builder) =>
        builder.RegisterPart<ICompressionTerm, NMSparsityTerm, NMSparsityOptions>(
            NMSparsityTerm.Key,
            "at most N weights in every M input channels of the compact generator's kernels"
        );
}
