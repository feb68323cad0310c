using GsFramework.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Evaluation;

/// <summary>The images of a data set, of which each is told before it is loaded.</summary>
/// <param name="images">The images.</param>
/// <param name="loading">Told the number of the image.</param>
internal sealed class CountedImages(IImageDataset images, Action<int> loading) : IImageDataset
{
    /// <inheritdoc/>
    public int Count => images.Count;

    /// <inheritdoc/>
    public string NameOf(int index) => images.NameOf(index);

    /// <inheritdoc/>
    public Tensor Load(int index)
    {
        loading(index);
        return images.Load(index);
    }
}
