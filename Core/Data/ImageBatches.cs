using GsFramework.Data;
using static TorchSharp.torch;

namespace GsFramework.Core.Data;

/// <summary>
/// Training batches as a pure function of seed and step: every epoch is a permutation of the images that the seed and
/// the epoch's number decide, and images that do not fill a last batch are dropped. Of fewer images than a batch takes,
/// an epoch is one batch, which has each of them as often as it needs. So a resumed run sees what one that
/// was never stopped sees. Unpaired domains are two of these with different streams.
/// </summary>
internal sealed class ImageBatches
{
    private const long OrderKey = 1;
    private const long FlipKey = 2;
    private const long CropKey = 3;
    private const long StandInKey = 4;

    private readonly IImageDataset _images;
    private readonly int _batchSize;
    private readonly long _seed;
    private readonly long _stream;
    private readonly bool _flip;
    private EpochOrder _order = new(-1, []);

    /// <summary>Plans batches.</summary>
    /// <param name="images">The training images.</param>
    /// <param name="batchSize">Images in a batch.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="flip">True to mirror each image with probability 1/2.</param>
    /// <param name="stream">Batches with the same seed and different streams are drawn independently.</param>
    /// <exception cref="UserException">There are no images.</exception>
    public ImageBatches(IImageDataset images, int batchSize, long seed, bool flip, long stream = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        if (images.Count == 0)
        {
            throw new UserException("There are no training images. Add some, or name another source.");
        }

        (_images, _batchSize, _seed, _flip, _stream) = (images, batchSize, seed, flip, stream);
        StepsPerEpoch = Math.Max(1, images.Count / batchSize);
    }

    /// <summary>Full batches in one pass over the images; 1 where they do not fill one.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>True when every pass sees other parts of the images, so that nothing about them can be computed
    /// once.</summary>
    public bool CropsAtRandom => _images is ITrainingImageSet { CropsAtRandom: true };

    /// <summary>The pass over the images that a step belongs to, from 0.</summary>
    public long EpochOf(long step) => step / StepsPerEpoch;

    /// <summary>Which images a step sees.</summary>
    /// <param name="step">The step's number in the whole training, from 0.</param>
    public BatchPlan Plan(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        var epoch = EpochOf(step);
        var order = Volatile.Read(ref _order);
        if (order.Epoch != epoch)
        {
            order = new EpochOrder(epoch, Order(epoch));
            Volatile.Write(ref _order, order);
        }

        var random = new CounterRandom(_seed, _stream, FlipKey, step);
        var indices = order.Indices.AsSpan((int)(step % StepsPerEpoch) * _batchSize, _batchSize).ToArray();
        var flips = new bool[_batchSize];
        for (var i = 0; i < flips.Length; i++)
        {
            flips[i] = _flip && random.Below(2) == 1;
        }

        return new BatchPlan(indices, flips) { Crops = CropsAtRandom ? Places(step) : null };
    }

    /// <summary>
    /// The images of a step; they belong to the caller. For an image that was lost since training began another one
    /// stands in, which seed and step decide too; the plan of the batch names those that were read.
    /// </summary>
    /// <exception cref="UserException">An image cannot be read, or has another size than the others.</exception>
    public ImageBatch Next(long step)
    {
        var plan = Plan(step);
        if (_images is not ITrainingImageSet images)
        {
            return new ImageBatch(Load(_images, plan), plan);
        }

        using var scope = NewDisposeScope();
        var (indices, loaded) = (plan.Indices.ToArray(), new Tensor[_batchSize]);
        for (var i = 0; i < loaded.Length; i++)
        {
            (indices[i], loaded[i]) = Read(
                images,
                indices[i],
                plan.Crops?[i],
                new CounterRandom(_seed, _stream, StandInKey, step, i)
            );
        }

        plan = plan with { Indices = indices };
        return new ImageBatch(BatchTensor.Of(images, plan, loaded).MoveToOuterDisposeScope(), plan);
    }

    /// <summary>Reads, cuts and mirrors the images of a plan: (N, C, H, W).</summary>
    public static Tensor Load(IImageDataset images, BatchPlan plan)
    {
        using var scope = NewDisposeScope();
        Tensor[] loaded =
        [
            .. plan.Indices.Select(
                (index, i) =>
                    images is ITrainingImageSet set && plan.Crops is { } places
                        ? set.Load(index, places[i])
                        : images.Load(index)
            ),
        ];
        return BatchTensor.Of(images, plan, loaded).MoveToOuterDisposeScope();
    }

    private int[] Order(long epoch)
    {
        var count = _images.Count;
        return count >= _batchSize
            ? new CounterRandom(_seed, _stream, OrderKey, epoch).Permutation(count)
            :
            [
                .. Enumerable
                    .Range(0, (_batchSize + count - 1) / count)
                    .SelectMany(round =>
                        new CounterRandom(_seed, _stream, OrderKey, epoch, round).Permutation(count)
                    )
                    .Take(_batchSize),
            ];
    }

    private CropPlace[] Places(long step)
    {
        var random = new CounterRandom(_seed, _stream, CropKey, step);
        var places = new CropPlace[_batchSize];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = new CropPlace(random.Share(), random.Share());
        }

        return places;
    }

    // Ends because the set gives up, by a fault, when the last of its images is lost.
    private static (int Index, Tensor Image) Read(
        ITrainingImageSet images,
        int index,
        CropPlace? place,
        CounterRandom standIns
    )
    {
        while (true)
        {
            try
            {
                return (index, place is { } at ? images.Load(index, at) : images.Load(index));
            }
            catch (UserException fault)
            {
                images.Lose(index, fault);
                index = standIns.Below(images.Count);
            }
        }
    }

    private sealed record EpochOrder(long Epoch, int[] Indices);
}
