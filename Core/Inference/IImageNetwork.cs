using GsFramework.Core.Composition.Parts;
using GsFramework.Graph;
using static TorchSharp.torch;

namespace GsFramework.Core.Inference;

/// <summary>A finished network that maps images to images, whatever runs it.</summary>
internal interface IImageNetwork : IDisposable
{
    /// <summary>Channels of the images that it takes.</summary>
    int InputChannels { get; }

    /// <summary>Channels of the images that it makes.</summary>
    int OutputChannels { get; }

    /// <summary>How much larger its outputs are than its inputs.</summary>
    SizeRatio Ratio { get; }

    /// <summary>Images whose sides are multiples of this come out in that ratio, and parts of an image that begin at
    /// multiples of it are computed on the same grid as the whole.</summary>
    int SizeMultiple { get; }

    /// <summary>The shortest side that it takes, a multiple of <see cref="SizeMultiple"/>.</summary>
    int LeastSide { get; }

    /// <summary>The only size that it takes, or null for any.</summary>
    ImageSize? FixedSize { get; }

    /// <summary>What it makes of an image of this size.</summary>
    /// <exception cref="GraphException">It does not take such an image.</exception>
    FeatureShape OutputShape(ImageSize size);

    /// <summary>About how many bytes its values take on the way for one image of this size; null when that is not
    /// known.</summary>
    /// <exception cref="GraphException">It does not take such an image.</exception>
    long? WorkingBytes(ImageSize size);

    /// <summary>Computes the outputs (N, C, H, W) of images (N, C, H, W) in [-1, 1], fp32 on the CPU. They belong to
    /// the caller's scope.</summary>
    Tensor Run(Tensor images);
}
