using System.Buffers;
using GsFramework.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Data;

/// <summary>Image files, as 8-bit pixels in memory once read as far as there is room.</summary>
/// <param name="images">The files.</param>
/// <param name="fit">How they are brought to the size.</param>
/// <param name="training">How they are in training, cut at random places, or null when training is no
/// exception.</param>
/// <param name="cache">Where decoded pixels are kept.</param>
/// <param name="unreadable">Where lost images are counted.</param>
internal sealed class FolderImageDataset(
    IReadOnlyList<FolderImage> images,
    ImageFit fit,
    ImageFit? training,
    PixelCache cache,
    UnreadableImages unreadable
) : ITrainingImageSet
{
    private readonly PixelImage?[] _kept = new PixelImage?[images.Count];
    private readonly Dictionary<int, UnreadableImage> _lost = [];

    /// <inheritdoc/>
    public int Count => images.Count;

    /// <summary>The channels of its images.</summary>
    public int Channels { get; init; } = ImageChannels.Rgb;

    /// <inheritdoc/>
    public string? Folder { get; init; }

    /// <inheritdoc/>
    public bool CropsAtRandom => training is not null;

    /// <inheritdoc/>
    public string NameOf(int index) => images[index].Name;

    /// <inheritdoc/>
    public Tensor Load(int index)
    {
        CheckLost(index);
        return training is null ? Pixels(index).ToTensor() : Decode(index, fit.Apply).ToTensor();
    }

    /// <inheritdoc/>
    public Tensor Load(int index, CropPlace place)
    {
        CheckLost(index);
        return training is null ? Load(index) : training.Cut(Pixels(index), place).ToTensor();
    }

    /// <inheritdoc/>
    public void Lose(int index, UserException fault)
    {
        lock (_lost)
        {
            var image = new UnreadableImage(images[index].Path, fault.Message);
            unreadable.Refuse(image);
            if (_lost.TryAdd(index, image))
            {
                unreadable.Lost(image, _lost.Count, Count);
            }

            if (_lost.Count == Count)
            {
                throw new UserException(
                    $"All {Count} images in '{Path.GetDirectoryName(image.Path)}' were lost during training. The "
                        + $"last of them: {image.Reason} Bring them back."
                );
            }
        }
    }

    /// <summary>Looks again at the images that are not in memory. From now on those that cannot be read are not tried
    /// again.</summary>
    /// <param name="whole">As for <see cref="Inspect"/>.</param>
    /// <returns>Those that cannot be read any more.</returns>
    public IReadOnlyList<(int Index, UnreadableImage Image, bool IsNews)> Gone(bool whole)
    {
        var gone = new List<(int, UnreadableImage, bool)>();
        for (var i = 0; i < Count; i++)
        {
            UnreadableImage? lost;
            lock (_lost)
            {
                _lost.TryGetValue(i, out lost);
            }

            if (lost is not null)
            {
                gone.Add((i, lost, false));
            }
            else if (Volatile.Read(ref _kept[i]) is null && Inspect(i, whole) is { } found)
            {
                // A training that continues with this very set then asks for another image, and does not count it
                // again.
                lock (_lost)
                {
                    _lost.TryAdd(i, found);
                }

                gone.Add((i, found, true));
            }
        }

        return gone;
    }

    /// <summary>Looks at an image before it is used. It is decoded and kept while there is room for that.</summary>
    /// <param name="index">Its number.</param>
    /// <param name="whole">True to decode it also where there is no room; otherwise only its head and tail are read
    /// then.</param>
    /// <returns>Why it cannot be used, or null.</returns>
    public UnreadableImage? Inspect(int index, bool whole)
    {
        try
        {
            if (cache.IsFull && !whole)
            {
                ImageDecoder.Inspect(images[index].Path);
            }
            else
            {
                _ = Pixels(index);
            }

            return null;
        }
        catch (UserException fault)
        {
            return new UnreadableImage(images[index].Path, fault.Message);
        }
    }

    /// <summary>The same without some images; what was decoded stays.</summary>
    public FolderImageDataset Without(IReadOnlySet<int> left)
    {
        int[] stay = [.. Enumerable.Range(0, Count).Where(index => !left.Contains(index))];
        var rest = new FolderImageDataset([.. stay.Select(index => images[index])], fit, training, cache, unreadable)
        {
            Folder = Folder,
            Channels = Channels,
        };
        for (var i = 0; i < stay.Length; i++)
        {
            rest._kept[i] = _kept[stay[i]];
        }

        foreach (var index in left)
        {
            cache.Free(_kept[index]?.Pixels.Length ?? 0);
        }

        return rest;
    }

    // What stays in memory is all that training may cut from, or else only what is cut.
    private PixelImage Pixels(int index)
    {
        if (Volatile.Read(ref _kept[index]) is { } kept)
        {
            return kept;
        }

        var image = Decode(index, training is null ? fit.Apply : training.Scale);
        if (cache.Keep(image) is not { } copy)
        {
            return image;
        }

        // Two threads may both decode an image; they get the same pixels, so either may stay.
        if (Interlocked.CompareExchange(ref _kept[index], copy, null) is { } earlier)
        {
            cache.Free(copy.Pixels.Length);
            return earlier;
        }

        return copy;
    }

    // Also for images in memory: one may be given up because its partner is lost.
    private void CheckLost(int index)
    {
        lock (_lost)
        {
            if (_lost.TryGetValue(index, out var lost))
            {
                throw new UnreadableImageException(lost.Reason);
            }
        }
    }

    private PixelImage Decode(int index, Func<PixelImage, PixelImage> bring)
    {
        // Borrowed: a large photograph's bytes are needed for a moment only.
        var whole = ImageDecoder.Decode(images[index].Path, ArrayPool<byte>.Shared, Channels);
        try
        {
            var brought = bring(ImageHalves.Of(whole, images[index].Half));
            return ReferenceEquals(brought, whole) ? whole with { Planes = whole.Pixels.ToArray() } : brought;
        }
        catch (UserException fault)
        {
            throw new UnreadableImageException(
                $"The image '{images[index].Path}' cannot be used: {fault.Message}",
                fault
            );
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole.Planes);
        }
    }
}
