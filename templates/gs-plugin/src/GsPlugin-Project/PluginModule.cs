using Autofac;
#if (HasDistance)
using GsFramework.Losses;
#endif
#if (HasGenerator)
using GsFramework.Models;
#endif
using GsFramework.Parts;
#if (HasTerm)
using GsFramework.Terms;
#endif

namespace GsPluginNamespace;

/// <summary>Makes the plugin's parts known. A plugin has exactly one module.</summary>
public sealed class PluginModule : Module
{
    /// <inheritdoc/>
    protected override void Load(ContainerBuilder builder)
    {
#if (HasTerm)
        builder.RegisterPart<ICompressionTerm, PaletteTerm, PaletteOptions>(
            PaletteTerm.Key, "mean and spread of each colour, as in the teacher's images");
#endif
#if (HasGenerator)
        builder.RegisterPart<IGeneratorFactory, ResidualGenerator, ResidualGeneratorOptions>(
            ResidualGenerator.Key, "small residual encoder and decoder with sub-pixel upsampling");
#endif
#if (HasDistance)
        builder.RegisterPart<IImageDistance, CharbonnierDistance, CharbonnierOptions>(
            CharbonnierDistance.Key, "absolute difference of pixels, smooth at 0");
#endif
    }
}
