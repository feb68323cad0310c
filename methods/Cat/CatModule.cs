using Autofac;
using GsFramework.Methods;
using GsFramework.Parts;

namespace Methods.Cat;

/// <summary>Makes the pruning of CAT known.</summary>
public sealed class CatModule : Module
{
    /// <inheritdoc/>
    protected override void Load(ContainerBuilder builder) =>
        builder.RegisterPart<ICompressionMethod, CatPruning, CatPruningOptions>(
            CatPruning.Key,
            "prunes the teacher in one step, by one threshold of |γ| that a binary search finds (CAT)"
        );
}
