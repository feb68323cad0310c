using System.Runtime.InteropServices;
using GsFramework.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Data.Idx;

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
        // Copied, not handed over: TorchSharp's tensor(array) keeps some memory for each call, which adds up over a
        // training.
        var (height, width) = (images.Shape[1], images.Shape[2]);
        var image = empty([1, height, width], dtype: float32);
        var values = MemoryMarshal.Cast<byte, float>(image.bytes);
        var pixels = images.Values.AsSpan((first + index) * height * width, height * width);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (pixels[i] / 127.5f) - 1;
        }

        return image;
    }
}
