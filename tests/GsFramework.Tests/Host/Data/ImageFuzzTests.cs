using System.Diagnostics;
using GsFramework.Host.Data;
using SkiaSharp;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Data;

/// <summary>The image reader on damaged files: seeded, so that what is found can be found again.</summary>
[Collection(DataLiveTensors.Name)]
public sealed class ImageFuzzTests : IDisposable
{
    private const int Inputs = 24_000;

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Damaged_files_are_read_or_refused_and_take_no_memory_that_they_cannot_fill()
    {
        var originals = Originals();
        var random = new CounterRandom(20_000);
        var path = _folder["fuzz"];
        var (read, refused, slowest) = (0, 0, TimeSpan.Zero);
        for (var i = 0; i < Inputs; i++)
        {
            var file = Damaged(originals, ref random);
            File.WriteAllBytes(path, file);
            var watch = Stopwatch.StartNew();
            var before = GC.GetAllocatedBytesForCurrentThread();
            long pixels = 0;
            try
            {
                var image = ImageDecoder.Decode(path);
                pixels = (long)image.Height * image.Width;
                read++;
            }
            catch (UserException)
            {
                refused++;
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
            Assert.True(pixels <= Math.Max(ImageDecoder.AlwaysAllowedPixels, 1024L * file.Length), $"input {i}: {pixels} pixels of {file.Length} bytes");
            Assert.True(allocated <= (7 * pixels) + 200_000, $"input {i}: {allocated} bytes for {pixels} pixels");
        }

        Assert.True(read > Inputs / 50 && refused > Inputs / 50, $"{read} read, {refused} refused");
        Assert.True(slowest < TimeSpan.FromSeconds(20), $"one took {slowest}");
    }

    [Fact]
    public void A_small_file_cannot_claim_many_pixels_but_a_large_flat_image_is_read()
    {
        using var flat = new SKBitmap(new SKImageInfo(2000, 2000, SKColorType.Gray8, SKAlphaType.Opaque));
        flat.Erase(SKColors.White);
        ImageFile.Save(_folder["flat.png"], flat);

        Assert.Equal(2000, ImageDecoder.Decode(_folder["flat.png"]).Width);

        // A bitmap of 60 bytes whose header says 9000x9000.
        byte[] bitmap =
        [
            .. "BM"u8, 60, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, .. BitConverter.GetBytes(9000), .. BitConverter.GetBytes(9000),
            1, 0, 24, 0, .. new byte[30],
        ];
        File.WriteAllBytes(_folder["claim.bmp"], bitmap);
        var fault = Assert.Throws<UserException>(() => ImageDecoder.Decode(_folder["claim.bmp"]));
        Assert.Contains("claims 9000x9000", fault.Message, StringComparison.Ordinal);
    }

    private List<byte[]> Originals()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(9, CPU);
        var image = (rand([3, 14, 11], generator: generator) * 2) - 1;
        var originals = new List<byte[]>();
        foreach (var name in new[] { "a.png", "a.jpg", "a.webp" })
        {
            ImageFile.Save(_folder[name], image);
            originals.Add(File.ReadAllBytes(_folder[name]));
        }

        using var smooth = ImageFile.ToBitmap(PixelImage.FromTensor(linspace(-1, 1, 20).reshape(1, 1, 20).expand(3, 9, -1)));
        using var pixmap = smooth.PeekPixels();
        using var lossless = pixmap.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 50));
        originals.Add(lossless.ToArray());
        originals.Add(Png.Write(Png.Palette, 4, 5, [[0x01, 0x23, 0x10], [0x11, 0x22, 0x33]], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [9]));
        originals.Add(
        [
            .. "BM"u8, 62, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0,
            40, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 24, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            3, 2, 1, 0, 30, 20, 10, 0,
        ]);
        return originals;
    }

    private static byte[] Damaged(List<byte[]> originals, ref CounterRandom random)
    {
        var bytes = originals[random.Below(originals.Count)].ToList();
        for (var change = random.Below(6); change >= 0; change--)
        {
            // Most faults of readers are where lengths and sizes are: at the beginning.
            var at = random.Below(2) == 0 ? random.Below(Math.Min(64, bytes.Count)) : random.Below(bytes.Count);
            switch (random.Below(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Below(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next();
                    break;
                case 2:
                    for (var i = at; i < Math.Min(at + 4, bytes.Count); i++)
                    {
                        bytes[i] = random.Below(2) == 0 ? (byte)0xFF : (byte)0;
                    }

                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(random.Below(16) + 1, bytes.Count - at));
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Below(16) + 1, bytes.Count - at)));
                    break;
                default:
                    bytes.RemoveRange(Math.Max(1, at), bytes.Count - Math.Max(1, at));
                    break;
            }

            if (bytes.Count == 0)
            {
                return [];
            }
        }

        return [.. bytes];
    }
}
