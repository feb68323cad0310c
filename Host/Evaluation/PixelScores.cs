using GsFramework.Features;
using static TorchSharp.torch;

namespace GsFramework.Host.Evaluation;

/// <summary>L1, PSNR, SSIM and the feature distance of images that come a few at a time, to one kind of
/// reference.</summary>
/// <param name="extractor">Whose maps the feature distance compares, or null for no such distance.</param>
internal sealed class PixelScores(IFeatureExtractor? extractor = null)
{
    private readonly List<double> _l1 = [];
    private readonly List<double> _psnr = [];
    private readonly List<double> _ssim = [];
    private readonly List<double> _features = [];

    /// <summary>How many pairs were added.</summary>
    public int Count => _l1.Count;

    /// <summary>The mean L1 distance.</summary>
    public MeanWithError L1 => MeanWithError.Of(_l1);

    /// <summary>The mean of the images' PSNR (not the PSNR of the mean error).</summary>
    public MeanWithError Psnr => MeanWithError.Of(_psnr);

    /// <summary>The mean SSIM, or null where images are smaller than its window.</summary>
    public MeanWithError? Ssim => _ssim.Count > 0 ? MeanWithError.Of(_ssim) : null;

    /// <summary>The mean feature distance, or null where there is no extractor.</summary>
    public MeanWithError? Features => _features.Count > 0 ? MeanWithError.Of(_features) : null;

    /// <summary>Adds pairs of images (N, C, H, W).</summary>
    /// <exception cref="UserException">The two have different sizes.</exception>
    public void Add(Tensor images, Tensor references)
    {
        if (!images.shape.SequenceEqual(references.shape))
        {
            throw new UserException(
                $"Outputs of {string.Join("x", images.shape[1..])} cannot be compared with images of "
                    + $"{string.Join("x", references.shape[1..])}. Have both scaled or cropped to the same size and "
                    + $"channels."
            );
        }

        _l1.AddRange(Evaluation.L1.Of(images, references));
        _psnr.AddRange(Evaluation.Psnr.Of(images, references));
        if (Math.Min(images.shape[2], images.shape[3]) >= Evaluation.Ssim.Window)
        {
            _ssim.AddRange(Evaluation.Ssim.Of(images, references));
        }

        if (extractor is not null)
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            _features.AddRange(FeatureDistance.Of(extractor.Maps(images), extractor.Maps(references)));
        }
    }
}
