using System.Runtime.InteropServices;
using GsFramework.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Data.Idx;

/// <summary>Some of the labels of a file, one-hot: (K, 1, 1).</summary>
internal sealed class IdxLabels(IdxArray labels, int classes, int first, int count) : IImageDataset
{
    /// <inheritdoc/>
    public int Count => count;

    /// <inheritdoc/>
    public string NameOf(int index) => $"{first + index:D5}";

    /// <inheritdoc/>
    public Tensor Load(int index)
    {
        // As in IdxImages: not by tensor(array).
        var label = zeros([classes, 1, 1], dtype: float32);
        MemoryMarshal.Cast<byte, float>(label.bytes)[labels.Values[first + index]] = 1;
        return label;
    }
}
