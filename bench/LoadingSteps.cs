using GsFramework.Core.Data;
using GsFramework.Data;
using GsFramework.Graph;
using SkiaSharp;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Bench;

/// <summary>What is read.</summary>
internal enum Images
{
    Emoji,
    EmojiUncached,
    LargeJpeg,
}

/// <summary>Where the images of a step come from.</summary>
internal enum From
{
    Memory,
    BackgroundThread,
    SameThread,
}

/// <summary>
/// Consecutive steps of width 32, 6 blocks, 64x64, batch 4 with images from memory, read ahead, or read between the
/// steps. The thread that reads ahead starts with the run, so nothing was read before it.
/// </summary>
internal sealed class LoadingSteps : IRunnable
{
    private const int Batch = 4;
    private const int LargeJpegs = 24;

    private readonly SlimmingStep _step = new(32, 6, 64, Batch, quantized: false, bfloat16: false);
    private readonly From _from;
    private readonly ImageBatches _batches;
    private readonly List<Tensor> _memory = [];
    private string? _folder;

    public LoadingSteps(Images images, From from)
    {
        _from = from;
        var root = images == Images.LargeJpeg ? Photographs() : RepositoryFolder.Of("assets", "emoji-ink");
        var source = new FolderImageSource(
            new() { Root = root, CacheMegabytes = images == Images.Emoji ? 256 : 0 },
            ImageSize.Square(64)
        );
        _batches = new ImageBatches(source.Open(Split.Train, Domain.Source), Batch, seed: 1, flip: true);
        for (var step = 0; from == From.Memory && step < Steps; step++)
        {
            _memory.Add(_batches.Next(step).Images.DetachFromDisposeScope());
        }
    }

    public int Steps => 24;

    public void Run()
    {
        using var loader = _from == From.BackgroundThread ? new BatchLoader(_batches) : null;
        for (var step = 0; step < Steps; step++)
        {
            using var scope = NewDisposeScope();
            _step.Step(_from == From.Memory ? _memory[step] : (loader?.Next(step) ?? _batches.Next(step)).Images);
        }
    }

    public void Dispose()
    {
        _step.Dispose();
        _memory.ForEach(static batch => batch.Dispose());
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    // Coloured noise in several sizes compresses about like a photograph.
    private string Photographs()
    {
        _folder = Directory.CreateTempSubdirectory("gs-bench-").FullName;
        using var scope = NewDisposeScope();
        for (var i = 0; i < LargeJpegs; i++)
        {
            var picture = zeros(1, 3, 1200, 1600);
            foreach (var cells in new[] { 6, 40, 300 })
            {
                picture +=
                    nn.functional.interpolate(
                        rand(1, 3, cells, cells),
                        [1200, 1600],
                        mode: InterpolationMode.Bicubic,
                        align_corners: false
                    ) / 1.5;
            }

            using var bitmap = ImageFile.ToBitmap(PixelImage.FromTensor(picture[0] - 1));
            using var encoded = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
            Directory.CreateDirectory(Path.Combine(_folder, "trainA"));
            File.WriteAllBytes(Path.Combine(_folder, "trainA", $"{i}.jpg"), encoded.ToArray());
        }

        return _folder;
    }
}
