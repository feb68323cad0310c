using GsFramework.Data;
using GsFramework.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace Fixtures.Pipeline;

/// <summary>Made-up images of the size that is asked for, a few of each split and domain.</summary>
public sealed class PlainImages(ImageSize size) : IImageSource
{
    public IImageDataset Open(Split split, Domain domain) => new Set(size, 100 * (1 + (int)split) + (int)domain);

    private sealed class Set(ImageSize size, int seed) : IImageDataset
    {
        public int Count => 4;

        public string NameOf(int index) => $"{index}";

        public Tensor Load(int index)
        {
            using var scope = NewDisposeScope();
            using var random = new Generator((ulong)(seed + (10 * index)), CPU);
            return ((rand([3, size.Height, size.Width], generator: random) * 2) - 1).MoveToOuterDisposeScope();
        }
    }
}
