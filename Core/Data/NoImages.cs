using GsFramework.Data;
using static TorchSharp.torch;

namespace GsFramework.Core.Data;

/// <summary>A set without images.</summary>
internal sealed class NoImages : IImageDataset
{
    /// <inheritdoc/>
    public int Count => 0;

    /// <inheritdoc/>
    public string NameOf(int index) => throw new ArgumentOutOfRangeException(nameof(index));

    /// <inheritdoc/>
    public Tensor Load(int index) => throw new ArgumentOutOfRangeException(nameof(index));
}
