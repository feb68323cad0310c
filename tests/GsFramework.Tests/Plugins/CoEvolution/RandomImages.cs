using GsFramework.Data;
using static TorchSharp.torch;

namespace GsFramework.Tests.Plugins.CoEvolution;

/// <summary>A few images of noise in every split and domain.</summary>
internal sealed class RandomImages(int side, int validation = 4) : IImageSource
{
    public IImageDataset Open(Split split, Domain domain) =>
        new Noise(split == Split.Validation ? validation : 5, side, (100 * (int)split) + (10 * (int)domain));

    private sealed class Noise(int count, int side, int seed) : IImageDataset
    {
        public int Count => count;

        public string NameOf(int index) => $"{index}";

        public Tensor Load(int index)
        {
            using var random = new Generator((ulong)(seed + index), CPU);
            using var noise = rand([3, side, side], generator: random);
            return (noise * 2) - 1;
        }
    }
}
