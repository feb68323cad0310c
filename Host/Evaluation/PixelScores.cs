using static TorchSharp.torch;

namespace GsFramework.Host.Evaluation;

/// <summary>L1 and PSNR of images that come a few at a time, to one kind of reference.</summary>
internal sealed class PixelScores
{
    private readonly List<double> _l1 = [];
    private readonly List<double> _psnr = [];

    /// <summary>How many pairs were added.</summary>
    public int Count => _l1.Count;

    /// <summary>The mean L1 distance.</summary>
    public MeanWithError L1 => MeanWithError.Of(_l1);

    /// <summary>The mean of the images' PSNR (not the PSNR of the mean error).</summary>
    public MeanWithError Psnr => MeanWithError.Of(_psnr);

    /// <summary>Adds pairs of images (N, C, H, W).</summary>
    /// <exception cref="UserException">The two have different sizes.</exception>
    public void Add(Tensor images, Tensor references)
    {
        if (!images.shape.SequenceEqual(references.shape))
        {
            throw new UserException(
                $"Outputs of {string.Join("x", images.shape[1..])} cannot be compared with images of "
                + $"{string.Join("x", references.shape[1..])}. Have both scaled or cropped to the same size and channels.");
        }

        _l1.AddRange(Evaluation.L1.Of(images, references));
        _psnr.AddRange(Evaluation.Psnr.Of(images, references));
    }
}
