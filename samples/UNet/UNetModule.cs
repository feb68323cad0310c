using Autofac;
using GsFramework.Models;
using GsFramework.Parts;

namespace Samples.UNet;

/// <summary>Makes the generator known.</summary>
public sealed class UNetModule : Module
{
    /// <inheritdoc/>
    protected override void Load(ContainerBuilder builder) =>
        builder.RegisterPart<IGeneratorFactory, UNet, UNetOptions>(
            "unet",
            "U-Net generator of pix2pix, with skip connections"
        );
}
