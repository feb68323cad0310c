using GsFramework.Core.Configuration;
using GsFramework.Core.Data;
using GsFramework.Features;
using static TorchSharp.torch;

namespace GsFramework.Host.Evaluation;

/// <summary>L1, PSNR, SSIM and the feature distance of images that come a few at a time, to one kind of
/// reference.</summary>
/// <param name="extractor">Whose maps the feature distance compares, or null for no such distance.</param>
internal sealed class PixelScores(IFeatureExtractor? extractor = null)
{
    private readonly List<int> _numbers = [];
    private readonly Dictionary<ScoreKind, List<double>> _values = new()
    {
        [ScoreKind.L1] = [],
        [ScoreKind.Psnr] = [],
        [ScoreKind.Ssim] = [],
        [ScoreKind.FeatureDistance] = [],
    };

    /// <summary>How many pairs were added.</summary>
    public int Count => _numbers.Count;

    /// <summary>The mean of the images' scores; for PSNR that is not the PSNR of the mean error. Null where there is
    /// none: of SSIM where images are smaller than its window, of the feature distance without an extractor.</summary>
    public MeanWithError? Mean(ScoreKind kind) =>
        _values[kind] is { Count: > 0 } values ? MeanWithError.Of(values) : null;

    /// <summary>The score of each image of a data set, null for those that were not added.</summary>
    /// <param name="kind">Which; one that has a <see cref="Mean"/>.</param>
    /// <param name="images">How many images there are.</param>
    public double?[] Each(ScoreKind kind, int images)
    {
        var each = new double?[images];
        foreach (var (number, value) in _numbers.Zip(_values[kind]))
        {
            each[number] = value;
        }

        return each;
    }

    /// <summary>Adds pairs of images (N, C, H, W).</summary>
    /// <param name="numbers">Their numbers in the data set, increasing.</param>
    /// <param name="images">The images that are judged.</param>
    /// <param name="references">What they are compared with.</param>
    /// <exception cref="UserException">The two have different sizes.</exception>
    public void Add(IEnumerable<int> numbers, Tensor images, Tensor references)
    {
        if (images.shape[1] != references.shape[1])
        {
            throw new UserException(
                $"Outputs of {ImageChannels.Text(images.shape[1])} cannot be compared with images of "
                    + $"{ImageChannels.Text(references.shape[1])}. Give both the same channels."
            );
        }

        if (!images.shape.SequenceEqual(references.shape))
        {
            throw new UserException(
                $"Outputs of {string.Join("x", images.shape[1..])} cannot be compared with images of "
                    + $"{string.Join("x", references.shape[1..])}. Have both scaled or cropped to the same size."
            );
        }

        _numbers.AddRange(numbers);
        _values[ScoreKind.L1].AddRange(L1.Of(images, references));
        _values[ScoreKind.Psnr].AddRange(Psnr.Of(images, references));
        if (Math.Min(images.shape[2], images.shape[3]) >= Ssim.Window)
        {
            _values[ScoreKind.Ssim].AddRange(Ssim.Of(images, references));
        }

        if (extractor is not null)
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            var (maps, wanted) = (Maps(images), Maps(references));
            _values[ScoreKind.FeatureDistance].AddRange(FeatureDistance.Of(maps, wanted));
            IReadOnlyList<Tensor> Maps(Tensor some) => extractor.Maps(FeatureImages.ToRgb(some));
        }
    }
}
