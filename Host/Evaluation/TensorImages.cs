using GsFramework.Data;
using static TorchSharp.torch;

namespace GsFramework.Host.Evaluation;

/// <summary>Images that are already in memory, (N, C, H, W) in [-1, 1]. The tensor stays the caller's.</summary>
internal sealed class TensorImages(IReadOnlyList<string> names, Tensor images) : IImageDataset
{
    /// <inheritdoc/>
    public int Count => names.Count;

    /// <inheritdoc/>
    public string NameOf(int index) => names[index];

    /// <inheritdoc/>
    public Tensor Load(int index) => images[index].clone();
}
