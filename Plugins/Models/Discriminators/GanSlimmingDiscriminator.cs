using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace GsFramework.Models.Discriminators;

/// <summary>
/// The discriminator of the GAN Slimming code: the PatchGAN 64-128-256-512 with affine norms, averaged to one score an
/// image. The smallest image that it takes is 24x24.
/// </summary>
public sealed class GanSlimmingDiscriminator : IDiscriminatorFactory
{
    /// <inheritdoc/>
    public NetworkGraph Create() =>
        PatchGan.Layers(new PatchGanOptions(), affine: true).Add("pool", new GlobalAveragePool()).Build();
}
