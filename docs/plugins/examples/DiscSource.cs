using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Data;
using GsFramework.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace HowTo;

public sealed record DiscOptions
{
    [Description("Images of each split.")]
    [Range(1, 1000000)]
    public int Count { get; init; } = 32;
}

/// <summary>Drawn images that need no files: a grey disc on black; in the target domain the same disc in red.</summary>
public sealed class DiscSource(DiscOptions options, ImageSize size) : IImageSource
{
    public IImageDataset Open(Split split, Domain domain) => new Discs(options.Count, size, split, domain);

    private sealed class Discs(int count, ImageSize size, Split split, Domain domain) : IImageDataset
    {
        public int Count => count;

        // The same in both domains: so the two images are found as a pair.
        public string NameOf(int index) => $"{split}-{index}";

        public Tensor Load(int index)
        {
            using var scope = NewDisposeScope();
            var random = new Random((1_000_003 * (int)split) + index);
            var (x, y, radius) = (random.NextDouble(), random.NextDouble(), 0.1 + (0.3 * random.NextDouble()));
            var columns = (linspace(0, 1, size.Width) - x).square().reshape(1, -1);
            var rows = (linspace(0, 1, size.Height) - y).square().reshape(-1, 1);
            var disc = (columns + rows < radius * radius).to(float32);
            var colors = domain == Domain.Source ? new[] { 0.5f, 0.5f, 0.5f } : [1f, 0f, 0f];
            return ((2 * disc * tensor(colors).reshape(3, 1, 1)) - 1).MoveToOuterDisposeScope();
        }
    }
}
