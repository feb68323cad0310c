using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Interchange.PyTorch;

/// <summary>Reads the tensors that a pickle describes: strided views of storages become contiguous tensors of their
/// own.</summary>
internal static class TensorViews
{
    private const int MostDimensions = 64;

    // A view can repeat elements (stride 0) and tensors can share them. So much larger than the file may all be
    // together.
    private const long MostExpansion = 4;
    private const long FreeExpansion = 1 << 16;

    /// <summary>Reads tensors. Each storage is read once and freed when no further tensor needs it.</summary>
    /// <param name="views">The tensors by name.</param>
    /// <param name="data">Where their elements are.</param>
    /// <param name="fileLength">Bytes of the file, which limit what is allocated.</param>
    /// <returns>The tensors in the same order. They belong to no dispose scope.</returns>
    /// <exception cref="CheckpointFault">A tensor goes beyond its storage, or is of a type that cannot be
    /// read.</exception>
    public static OrderedDictionary<string, Tensor> Read(
        IReadOnlyList<KeyValuePair<string, TensorView>> views,
        ITensorData data,
        long fileLength
    )
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var plans = views.Select(pair => Plan(pair.Key, pair.Value)).ToList();
        CheckTotal(plans, fileLength);
        var readers = new Dictionary<TensorStorage, int>();
        foreach (var plan in plans)
        {
            data.Check(plan.View.Storage);
            readers[plan.View.Storage] = readers.GetValueOrDefault(plan.View.Storage) + 1;
        }

        var storages = new Dictionary<TensorStorage, Tensor>();
        var tensors = new OrderedDictionary<string, Tensor>();
        foreach (var plan in plans)
        {
            var storage = plan.View.Storage;
            if (!storages.TryGetValue(storage, out var elements))
            {
                storages[storage] = elements = Elements(plan.View, data);
            }

            var isLast = --readers[storage] == 0;
            tensors.Add(plan.Name, Tensor(plan, elements, mayShare: isLast));
            if (isLast)
            {
                elements.Dispose();
                storages.Remove(storage);
            }
        }

        foreach (var tensor in tensors.Values)
        {
            tensor.DetachFromDisposeScope();
        }

        return tensors;
    }

    private static Tensor Elements(TensorView view, ITensorData data)
    {
        // Bytes other than 0 and 1 are no booleans to libtorch, so they are read as numbers first.
        var type = view.Elements.Type == ScalarType.Bool ? ScalarType.Byte : view.Elements.Type!.Value;
        var count = view.Storage.Class.IsUntyped ? view.Storage.Count / view.Elements.Size : view.Storage.Count;
        var elements = empty([count], dtype: type);
        data.Read(view.Storage, elements);
        return elements;
    }

    private static Tensor Tensor(TensorPlan plan, Tensor elements, bool mayShare)
    {
        using var scope = NewDisposeScope();
        var isWhole = mayShare && plan.Count == elements.numel() && plan.IsContiguous;
        var tensor =
            plan.Count == 0 ? empty(plan.Size, dtype: elements.dtype)
            : isWhole ? elements.reshape(plan.Size)
            : empty(plan.Size, dtype: elements.dtype)
                .copy_(elements.as_strided(plan.Size, plan.Stride, plan.View.Offset));
        return (plan.View.Elements.Type == ScalarType.Bool ? tensor.ne(0) : tensor).MoveToOuterDisposeScope();
    }

    private static TensorPlan Plan(string name, TensorView view)
    {
        if (view.Elements.Type is null)
        {
            throw new CheckpointFault(
                $"holds the tensor '{CheckpointFault.Show(name)}' of {view.Elements.Name}, which cannot be read here",
                "Convert it in PyTorch, such as with tensor.float()."
            );
        }

        var what = $"its tensor '{CheckpointFault.Show(name)}'";
        if (
            view.Size.Length != view.Stride.Length
            || view.Size.Length > MostDimensions
            || !view.Size.All(static size => size is >= 0L)
            || !view.Stride.All(static stride => stride is >= 0L)
        )
        {
            throw CheckpointFault.Broken($"{what} has no possible shape and strides");
        }

        long[] sizes = [.. view.Size.Select(static size => (long)size!)];
        long[] strides = [.. view.Stride.Select(static stride => (long)stride!)];
        var (count, end) = Extent(what, sizes, strides, view);
        var storageBytes = (Int128)view.Storage.Count * view.Storage.Class.Elements.Size;
        return count == 0 || (Int128)end * view.Elements.Size <= storageBytes
            ? new TensorPlan(name, view, sizes, strides, count)
            : throw CheckpointFault.Broken(
                $"{what} ends at element {end} of storage '{CheckpointFault.Show(view.Storage.Key)}', which has "
                    + $"{view.Storage.Count}"
            );
    }

    // The number of elements, and the first place in the storage that is not read. libtorch multiplies sizes even where
    // one is 0, so zeros count as ones for the limit.
    private static (long Count, long End) Extent(string what, long[] sizes, long[] strides, TensorView view)
    {
        Int128 count = 1,
            span = 1,
            last = view.Offset;
        for (var axis = 0; axis < sizes.Length; axis++)
        {
            count *= sizes[axis];
            span *= Math.Max(sizes[axis], 1);
            last += (Int128)Math.Max(sizes[axis] - 1, 0) * strides[axis];
            if (span * view.Elements.Size > long.MaxValue || last > long.MaxValue - 1)
            {
                throw CheckpointFault.Broken($"{what} has more elements than memory can hold");
            }
        }

        return view.Offset >= 0
            ? ((long)count, (long)last + 1)
            : throw CheckpointFault.Broken($"{what} begins before its storage");
    }

    private static void CheckTotal(IEnumerable<TensorPlan> plans, long fileLength)
    {
        Int128 total = 0;
        foreach (var plan in plans)
        {
            total += (Int128)plan.Count * plan.View.Elements.Size;
        }

        if (total > ((Int128)MostExpansion * fileLength) + FreeExpansion)
        {
            throw new CheckpointFault(
                $"would need {total} bytes for its tensors, but has {fileLength} itself",
                "PyTorch writes no such weights; do not trust it."
            );
        }
    }

    private sealed record TensorPlan(string Name, TensorView View, long[] Size, long[] Stride, long Count)
    {
        public bool IsContiguous
        {
            get
            {
                long expected = 1;
                for (var axis = Size.Length - 1; axis >= 0; axis--)
                {
                    if (Size[axis] != 1 && Stride[axis] != expected)
                    {
                        return false;
                    }

                    expected *= Size[axis];
                }

                return true;
            }
        }
    }
}
