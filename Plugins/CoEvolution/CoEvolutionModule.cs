using Autofac;
using GsFramework.Methods;
using GsFramework.Parts;

namespace GsFramework.CoEvolution;

/// <summary>Makes the co-evolutionary compression known.</summary>
public sealed class CoEvolutionModule : Module
{
    /// <inheritdoc/>
    protected override void Load(ContainerBuilder builder) =>
        builder.RegisterPart<ICompressionMethod, CoEvolutionMethod, CoEvolutionOptions>(
            CoEvolutionMethod.Key,
            "co-evolutionary compression (CEC): evolves the channels of the generators of both directions"
        );
}
