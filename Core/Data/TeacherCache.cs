using GsFramework.Data;
using static TorchSharp.torch;

namespace GsFramework.Core.Data;

/// <summary>
/// The teacher's outputs G0(x) for all images of a data set, mirrored ones too where the training mirrors, computed
/// once and kept in memory on the CPU.
/// </summary>
/// <remarks>
/// A mirrored image has an output of its own, G0(mirrored image), and not the mirrored output. Even where all kernels
/// are symmetric these are two pictures: a convolution of stride 2 has its grid on the other side, so lines are a pixel
/// apart, and a generator that is taught the mirrored output cannot equal its teacher. (The official code mirrors
/// stored outputs.)
/// </remarks>
internal sealed class TeacherCache : IDisposable
{
    /// <summary>Bytes above which outputs are kept in half precision: it is off by at most 1/16 of a grey
    /// level.</summary>
    public const long SinglePrecisionBudget = 1L << 30;

    private readonly Tensor _outputs;

    private TeacherCache(Tensor outputs, int count) => (_outputs, Count) = (outputs, count);

    /// <summary>How many images there are.</summary>
    public int Count { get; }

    /// <summary>The number type in which outputs are kept.</summary>
    public ScalarType StoredType => _outputs.dtype;

    /// <summary>Runs the teacher over all images, without gradients.</summary>
    /// <param name="images">The images; not empty.</param>
    /// <param name="teacher">G0: (N, C, H, W) on the CPU to (N, C, H, W) on any device. Also the place to report
    /// progress or to cancel.</param>
    /// <param name="batchSize">Images at a time.</param>
    /// <param name="mirrored">True to keep the outputs for the mirrored images too.</param>
    /// <param name="singlePrecisionBudget">Bytes of fp32 outputs above which they are kept as fp16.</param>
    /// <exception cref="UserException">An image cannot be read, and the set cannot do without it.</exception>
    public static TeacherCache Compute(
        IImageDataset images,
        Func<Tensor, Tensor> teacher,
        int batchSize,
        bool mirrored,
        long singlePrecisionBudget = SinglePrecisionBudget
    )
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Tensor? outputs = null;
        for (var first = 0; first < images.Count; first += batchSize)
        {
            using var step = NewDisposeScope();
            var (indices, batch) = Readable(images, Enumerable.Range(first, Math.Min(batchSize, images.Count - first)));
            if (indices.Length == 0)
            {
                continue;
            }

            Ask(batch!, 0);
            if (mirrored)
            {
                Ask(batch!.flip([3]), images.Count);
            }

            void Ask(Tensor inputs, int start)
            {
                var output = teacher(inputs).detach().cpu();
                outputs ??= Room(mirrored ? 2 * images.Count : images.Count, output, singlePrecisionBudget)
                    .MoveToOuterDisposeScope();
                for (var i = 0; i < indices.Length; i++)
                {
                    outputs[start + indices[i]].copy_(output[i]);
                }
            }
        }

        return new TeacherCache(
            (outputs ?? throw new ArgumentException("There are no images.", nameof(images))).DetachFromDisposeScope(),
            images.Count
        );
    }

    /// <summary>The outputs for the images of a batch, mirrored or not: (N, C, H, W), fp32, on the CPU. They belong to
    /// the caller.</summary>
    /// <exception cref="ArgumentException">An image is mirrored, and the outputs for mirrored images are not
    /// kept.</exception>
    public Tensor Take(BatchPlan plan)
    {
        if (plan.Flips.Any(static flip => flip) && _outputs.shape[0] == Count)
        {
            throw new ArgumentException("The teacher was not asked for mirrored images.", nameof(plan));
        }

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return stack(plan.Indices.Select((index, i) => _outputs[plan.Flips[i] ? Count + index : index]))
            .to(float32)
            .MoveToOuterDisposeScope();
    }

    public void Dispose() => _outputs.Dispose();

    // An image that is lost here is never in a batch afterwards, so its place may stay empty.
    private static (int[] Indices, Tensor? Batch) Readable(IImageDataset images, IEnumerable<int> indices)
    {
        var (read, loaded) = (new List<int>(), new List<Tensor>());
        foreach (var index in indices)
        {
            try
            {
                loaded.Add(images.Load(index));
                read.Add(index);
            }
            catch (UserException fault) when (images is ITrainingImageSet)
            {
                ((ITrainingImageSet)images).Lose(index, fault);
            }
        }

        return (
            [.. read],
            read.Count == 0 ? null : BatchTensor.Of(images, new BatchPlan(read, new bool[read.Count]), loaded)
        );
    }

    private static Tensor Room(int count, Tensor output, long singlePrecisionBudget)
    {
        var shape = output.shape;
        shape[0] = count;
        var bytes = shape.Aggregate((long)sizeof(float), static (product, side) => product * side);
        return empty(shape, dtype: bytes <= singlePrecisionBudget ? float32 : float16);
    }
}
