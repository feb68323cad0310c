using GsFramework.Data;
using static TorchSharp.torch;

namespace GsFramework.Host.Data;

/// <summary>
/// The teacher's outputs G0(x) for all images of a data set, computed once and kept in memory on the CPU.
/// </summary>
/// <remarks>
/// For a mirrored image the mirrored output is given, as the official code pairs its stored teacher images. That is not
/// G0(mirrored image) to the bit, since kernels are not symmetric, but it is one of the answers that a teacher that
/// was trained on mirrored images could give.
/// </remarks>
internal sealed class TeacherCache : IDisposable
{
    /// <summary>Bytes above which outputs are kept in half precision: it is off by at most 1/16 of a grey level.</summary>
    public const long SinglePrecisionBudget = 1L << 30;

    private readonly Tensor _outputs;

    private TeacherCache(Tensor outputs) => _outputs = outputs;

    /// <summary>How many outputs there are.</summary>
    public int Count => (int)_outputs.shape[0];

    /// <summary>The number type in which outputs are kept.</summary>
    public ScalarType StoredType => _outputs.dtype;

    /// <summary>Runs the teacher over all images, without gradients.</summary>
    /// <param name="images">The images; not empty.</param>
    /// <param name="teacher">G0: (N, C, H, W) on the CPU to (N, C, H, W) on any device. Also the place to report progress or
    /// to cancel.</param>
    /// <param name="batchSize">Images at a time.</param>
    /// <param name="singlePrecisionBudget">Bytes of fp32 outputs above which they are kept as fp16.</param>
    /// <exception cref="UserException">An image cannot be read, and the set cannot do without it.</exception>
    public static TeacherCache Compute(
        IImageDataset images,
        Func<Tensor, Tensor> teacher,
        int batchSize,
        long singlePrecisionBudget = SinglePrecisionBudget)
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

            var output = teacher(batch!).detach().cpu();
            outputs ??= Room(images.Count, output, singlePrecisionBudget).MoveToOuterDisposeScope();
            for (var i = 0; i < indices.Length; i++)
            {
                outputs[indices[i]].copy_(output[i]);
            }
        }

        return new TeacherCache((outputs ?? throw new ArgumentException("There are no images.", nameof(images)))
            .DetachFromDisposeScope());
    }

    /// <summary>The outputs for the images of a batch, mirrored like them: (N, C, H, W), fp32, on the CPU. They belong to the
    /// caller.</summary>
    public Tensor Take(BatchPlan plan)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return stack(plan.Indices.Select((index, i) => plan.Flips[i] ? _outputs[index].flip([2]) : _outputs[index]))
            .to(float32).MoveToOuterDisposeScope();
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
            read.Count == 0 ? null : BatchTensor.Of(images, new BatchPlan(read, new bool[read.Count]), loaded));
    }

    private static Tensor Room(int count, Tensor output, long singlePrecisionBudget)
    {
        var shape = output.shape;
        shape[0] = count;
        var bytes = shape.Aggregate((long)sizeof(float), static (product, side) => product * side);
        return empty(shape, dtype: bytes <= singlePrecisionBudget ? float32 : float16);
    }
}
