using GsFramework.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Data.Idx;

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
        var values = new float[classes];
        values[labels.Values[first + index]] = 1;
        return tensor(values, [classes, 1, 1]);
    }
}
