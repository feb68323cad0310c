using GsFramework.Data;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Data;

/// <summary>Images that say which they are: image i is i/100 everywhere but in its left column, which is
/// -i/100.</summary>
internal sealed class MemoryImages(int count, params string[] names) : IImageDataset
{
    public int Count => count;

    public int Side { get; init; } = 2;

    public string NameOf(int index) => index < names.Length ? names[index] : $"image{index}";

    public Tensor Load(int index)
    {
        using var scope = NewDisposeScope();
        var image = full([3, Side, Side], index / 100f);
        image[.., .., 0] = -index / 100f;
        return image.MoveToOuterDisposeScope();
    }
}
