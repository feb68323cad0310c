using static TorchSharp.torch;

namespace GsFramework.Graph;

/// <summary>
/// A layer that looks at the whole image, but only at the mean and the variance of each channel: a norm over the image,
/// or a pooling of all of it. Where a large image is computed in bands of rows, such a layer is told the moments of the
/// whole.
/// </summary>
/// <remarks><see cref="Layer.Reach"/> is <see cref="RowReach.Pixelwise"/> for a norm. It is null for a pooling, which
/// needs nothing but the moments.</remarks>
public interface IMomentLayer
{
    /// <summary>What the moments are to be of, a function of each value alone: the input itself, unless the layer
    /// computes with something else.</summary>
    /// <param name="input">Some rows of the input, (1, C, rows, W).</param>
    /// <param name="state">The layer's tensors.</param>
    Tensor Measured(Tensor input, LayerState state) => input;

    /// <summary>Computes some rows of what <see cref="Layer.Forward"/> would make of the whole image.</summary>
    /// <param name="input">These rows of the input, (1, C, rows, W); for a pooling one pixel that means
    /// nothing.</param>
    /// <param name="moments">Of all pixels of what <see cref="Measured"/> gives.</param>
    /// <param name="state">The layer's tensors.</param>
    Tensor Forward(Tensor input, ImageMoments moments, LayerState state);
}
