using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace GsFramework.Models;

/// <summary>The norms after convolutions.</summary>
public enum NormKind
{
    /// <summary>Each image by its own statistics: the same in training and use.</summary>
    Instance,

    /// <summary>The batch's statistics in training, running ones in use.</summary>
    Batch,
}

/// <summary>What follows from a kind of norm.</summary>
internal static class NormKinds
{
    /// <summary>True when a convolution before such a norm has a bias. PyTorch's code of CycleGAN and pix2pix leaves it
    /// out before batch norms, whose shift does the same.</summary>
    public static bool HasBias(this NormKind kind) => kind == NormKind.Instance;

    /// <summary>A norm. Batch norms always have a scale and a shift.</summary>
    public static Layer Create(this NormKind kind, int channels, bool affine) =>
        kind == NormKind.Batch ? new BatchNorm2d(channels) : new InstanceNorm2d(channels, affine);
}
