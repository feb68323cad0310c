using System.Buffers;
using GsFramework.Core.Data;
using GsFramework.Host.Benchmarking;
using GsFramework.Tests.Host;
using SkiaSharp;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Data;

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
        var memory = new PeakMemory();
        var random = new CounterRandom(20_000);
        var path = _folder["fuzz"];
        var (read, refused, longest) = (0, 0, TimeSpan.Zero);
        for (var i = 0; i < Inputs; i++)
        {
            var file = Damaged(originals, ref random);
            File.WriteAllBytes(path, file);
            var start = ThreadTime.Now();
            var before = GC.GetAllocatedBytesForCurrentThread();
            long pixels = 0;
            try
            {
                var image = ImageDecoder.Decode(path, ArrayPool<byte>.Shared);
                pixels = (long)image.Height * image.Width;
                ArrayPool<byte>.Shared.Return(image.Planes);
                read++;
            }
            catch (UserException)
            {
                refused++;
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            var worked = ThreadTime.Now() - start;
            longest = worked > longest ? worked : longest;
            Assert.True(pixels <= MostPixels(file), $"input {i}: {pixels} pixels of {file.Length} bytes");
            Assert.True(allocated <= (7 * pixels) + 200_000, $"input {i}: {allocated} bytes for {pixels} pixels");
        }

        Assert.True(read > Inputs / 50 && refused > Inputs / 50, $"{read} read, {refused} refused");
        Assert.True(longest < TimeSpan.FromSeconds(5), $"one took {longest} of the processor");

        // The largest that any of these files can be is a flat lossless WebP of 4 million pixels: 11 bytes of each at
        // once.
        Assert.True(memory.Growth < 64L << 20, $"{memory.Growth >> 20} MB");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{read} read, {refused} refused, {memory.Growth >> 20} MB more at most"
        );
    }

    // The worst of each format, as docs/data.md has it.
    private static long MostPixels(byte[] file) =>
        ImageBytes.IsPng(file) ? 8 * 1032L * file.Length
        : ImageBytes.IsJpeg(file) ? 911L * file.Length
        : ImageBytes.IsWebP(file) ? Math.Max(600L * file.Length, ImageHeaderCheck.AlwaysAllowedPixels)
        : 128L * file.Length;

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

        using var smooth = ImageFile.ToBitmap(
            PixelImage.FromTensor(linspace(-1, 1, 20).reshape(1, 1, 20).expand(3, 9, -1))
        );
        using var pixmap = smooth.PeekPixels();
        using var lossless = pixmap.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 50));
        originals.Add(lossless.ToArray());
        originals.Add(
            Png.Write(
                Png.Palette,
                4,
                5,
                [
                    [0x01, 0x23, 0x10],
                    [0x11, 0x22, 0x33],
                ],
                [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
                [9]
            )
        );
        originals.Add(
            Png.WriteInterlaced(
                3,
                3,
                [
                    [1],
                    [3],
                    [7, 9],
                    [2],
                    [8],
                    [4, 5, 6],
                ]
            )
        );
        originals.Add(Png.Write(Png.Gray, 1, 100, [.. Enumerable.Repeat(new byte[13], 50)]));
        originals.Add(HandMade.ProgressiveJpeg(60, 40));
        originals.Add(HandMade.RunLengthBitmap(20, 3, [20, 7, 0, 0, 5, 1, 15, 2, 0, 0, 20, 9, 0, 1]));
        originals.Add([
            .. "BM"u8,
            62,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            54,
            0,
            0,
            0,
            40,
            0,
            0,
            0,
            1,
            0,
            0,
            0,
            2,
            0,
            0,
            0,
            1,
            0,
            24,
            0,
            0,
            0,
            0,
            0,
            8,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            3,
            2,
            1,
            0,
            30,
            20,
            10,
            0,
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
