using GsFramework.Data;
using static TorchSharp.torch;

namespace GsFramework.Host.Data;

/// <summary>Image files of one folder, as 8-bit pixels in memory once read.</summary>
internal sealed class FolderImageDataset(IReadOnlyList<string> files, ImageSize size) : IImageDataset
{
    private const long MostCachedBytes = 2L << 30;

    private readonly PixelImage?[] _cache = new PixelImage?[files.Count];
    private readonly bool _caches = (long)files.Count * 3 * size.Height * size.Width <= MostCachedBytes;

    /// <inheritdoc/>
    public int Count => files.Count;

    /// <inheritdoc/>
    public string NameOf(int index) => Path.GetFileNameWithoutExtension(files[index]);

    /// <inheritdoc/>
    public Tensor Load(int index)
    {
        // Two threads may both decode an image; they get the same pixels, so either may stay.
        var image = Volatile.Read(ref _cache[index]);
        if (image is null)
        {
            image = ImageDecoder.Decode(files[index]).Cover(size.Height, size.Width);
            if (_caches)
            {
                Volatile.Write(ref _cache[index], image);
            }
        }

        return image.ToTensor();
    }
}
