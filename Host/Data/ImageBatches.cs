using GsFramework.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Data;

/// <summary>
/// Training batches as a pure function of seed and step: every epoch is a permutation of the images that the seed and the
/// epoch's number decide, and images that do not fill a last batch are dropped. So a resumed run sees what one that was never
/// stopped sees. Unpaired domains are two of these with different streams.
/// </summary>
internal sealed class ImageBatches
{
    private const long OrderKey = 1;
    private const long FlipKey = 2;

    private readonly IImageDataset _images;
    private readonly int _batchSize;
    private readonly long _seed;
    private readonly long _stream;
    private readonly bool _flip;
    private (long Epoch, int[] Order) _order = (-1, []);

    /// <summary>Plans batches.</summary>
    /// <param name="images">The training images.</param>
    /// <param name="batchSize">Images in a batch.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="flip">True to mirror each image with probability 1/2.</param>
    /// <param name="stream">Batches with the same seed and different streams are drawn independently.</param>
    /// <exception cref="UserException">A batch is larger than the data.</exception>
    public ImageBatches(IImageDataset images, int batchSize, long seed, bool flip, long stream = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        if (images.Count < batchSize)
        {
            throw new UserException(
                $"A batch of {batchSize} images is larger than the data: there are {images.Count} training images. "
                + "Lower data.batchSize, or add images.");
        }

        (_images, _batchSize, _seed, _flip, _stream) = (images, batchSize, seed, flip, stream);
        StepsPerEpoch = images.Count / batchSize;
    }

    /// <summary>Full batches in one pass over the images.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>The pass over the images that a step belongs to, from 0.</summary>
    public long EpochOf(long step) => step / StepsPerEpoch;

    /// <summary>Which images a step sees.</summary>
    /// <param name="step">The step's number in the whole training, from 0.</param>
    public BatchPlan Plan(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        var epoch = EpochOf(step);
        if (_order.Epoch != epoch)
        {
            _order = (epoch, new CounterRandom(_seed, _stream, OrderKey, epoch).Permutation(_images.Count));
        }

        var random = new CounterRandom(_seed, _stream, FlipKey, step);
        var indices = _order.Order.AsSpan((int)(step % StepsPerEpoch) * _batchSize, _batchSize).ToArray();
        var flips = new bool[_batchSize];
        for (var i = 0; i < flips.Length; i++)
        {
            flips[i] = _flip && random.Below(2) == 1;
        }

        return new BatchPlan(indices, flips);
    }

    /// <summary>The images of a step; they belong to the caller.</summary>
    /// <exception cref="UserException">An image cannot be read, or has another size than the others.</exception>
    public ImageBatch Next(long step)
    {
        var plan = Plan(step);
        return new ImageBatch(Load(_images, plan), plan);
    }

    /// <summary>Reads and mirrors the images of a plan: (N, C, H, W).</summary>
    public static Tensor Load(IImageDataset images, BatchPlan plan)
    {
        using var scope = NewDisposeScope();
        var loaded = plan.Indices.Select(images.Load).ToArray();
        for (var i = 1; i < loaded.Length; i++)
        {
            if (!loaded[i].shape.SequenceEqual(loaded[0].shape))
            {
                throw new UserException(
                    $"The image '{images.NameOf(plan.Indices[i])}' is [{string.Join(", ", loaded[i].shape)}], but "
                    + $"'{images.NameOf(plan.Indices[0])}' is [{string.Join(", ", loaded[0].shape)}]. Bring all images to one size.");
            }
        }

        return stack(loaded.Select((image, i) => plan.Flips[i] ? image.flip([2]) : image)).MoveToOuterDisposeScope();
    }
}
