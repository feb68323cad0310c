using GsFramework.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Data.Idx;

/// <summary>Some of the images of a file: (1, H, W) in [-1, 1].</summary>
internal sealed class IdxImages(IdxArray images, int first, int count) : IImageDataset
{
    /// <inheritdoc/>
    public int Count => count;

    /// <inheritdoc/>
    public string NameOf(int index) => $"{first + index:D5}";

    /// <inheritdoc/>
    public Tensor Load(int index)
    {
        using var scope = NewDisposeScope();
        var (height, width) = (images.Shape[1], images.Shape[2]);
        var pixels = images.Values.AsSpan((first + index) * height * width, height * width).ToArray();
        return tensor(pixels, [1, height, width]).to(float32).div_(127.5).sub_(1).MoveToOuterDisposeScope();
    }
}
