using Autofac;
using GsFramework.Models;
using GsFramework.Parts;
using GsFramework.Terms;

namespace Acme.Slimming;

/// <summary>Makes the plugin's parts known. A plugin has exactly one module.</summary>
public sealed class PluginModule : Module
{
    /// <inheritdoc/>
    protected override void Load(ContainerBuilder builder)
    {
        builder.RegisterPart<ICompressionTerm, EdgeTerm, EdgeOptions>(
            "acme-edges", "L1 between the edges of the student's and the teacher's images");
        builder.RegisterPart<IGeneratorFactory, SeparableGenerator, SeparableOptions>(
            "acme-separable", "inverted residual blocks of depthwise convolutions");
    }
}
