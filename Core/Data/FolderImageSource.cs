using GsFramework.Core.Interchange;
using GsFramework.Data;
using GsFramework.Graph;
using Serilog;

namespace GsFramework.Core.Data;

/// <summary>
/// Images in folders. The layouts <c>trainA trainB valA …</c> and <c>train/A train/B val/A …</c> are recognised; any
/// folder can be named one by one. Images are brought to one size and kept in memory once they were read. Those that
/// cannot be read are left out, of validation and test images together with their partners of the other domain.
/// </summary>
internal sealed class FolderImageSource : IImageSource, ILeavesImagesOut, IShapesDomains, IMayLackTargets
{
    private const int MostThreads = 4;
    private const int ManyImages = 2000;
    private const double UsualEnlargement = 286.0 / 256;

    private static readonly Domain[] _domains = [Domain.Source, Domain.Target];

    private readonly FolderImageOptions _options;
    private readonly Lazy<FolderLayout> _layout;
    private readonly ValidationShare _share;
    private readonly PixelCache _cache;
    private readonly UnreadableImages _unreadable;
    private readonly DomainShapes _shapes;
    private readonly double? _enlargement;
    private readonly ILogger? _log;
    private readonly Dictionary<(Split, Domain), FolderImageDataset> _opened = [];
    private readonly HashSet<string> _listed = [];
    private readonly Lock _lock = new();

    /// <summary>Opens nothing yet.</summary>
    /// <param name="options">Where images are and how they are read.</param>
    /// <param name="size">The size to which they are brought.</param>
    /// <param name="log">Told what was left out.</param>
    /// <param name="shapes">What images of each domain have; RGB and <paramref name="size"/> where it is null.</param>
    /// <exception cref="UserException">Images would have to be cut out of smaller ones.</exception>
    public FolderImageSource(
        FolderImageOptions options,
        ImageSize size,
        ILogger? log = null,
        DomainShapes? shapes = null
    )
    {
        var side = Math.Min(size.Height, size.Width);
        var enlargement = options.LoadSize is { } load ? (double)load / side : UsualEnlargement;
        if (enlargement < 1)
        {
            throw new UserException(
                $"data.source.loadSize is {options.LoadSize}, smaller than the image size {side} that is cut out of "
                    + $"it. Raise it, or remove it."
            );
        }

        (_options, _log) = (options, log);
        _layout = new(
            () => new FolderLayout(options, SideBySidePairs.Are(options, log)),
            LazyThreadSafetyMode.PublicationOnly
        );
        _share = new ValidationShare(options.ValidationFraction, options.SplitSeed, options.GroupPattern);
        _cache = new PixelCache((long)options.CacheMegabytes << 20);
        _unreadable = new UnreadableImages(options.OnUnreadable, log);
        var color = new FeatureShape(ImageChannels.Rgb, size.Height, size.Width);
        _shapes = shapes ?? new DomainShapes(color, color);
        _enlargement = options.Crop == ImageCrop.Centre ? null : enlargement;
    }

    /// <inheritdoc/>
    public string Resizing =>
        _options.Resize switch
        {
            ImageResize.Cover => "bicubic to cover, middle cut out",
            ImageResize.Stretch => "bicubic, each side for itself",
            _ => "middle cut out, not scaled",
        };

    /// <summary>The images that were left out so far.</summary>
    public IReadOnlyList<UnreadableImage> Unreadable => _unreadable.All;

    /// <inheritdoc/>
    public IReadOnlyList<string> LeftOut => [.. Unreadable.Select(static image => image.Path)];

    /// <inheritdoc/>
    /// <remarks>A folder that is there and empty is as good as none, unless it was named.</remarks>
    public bool LacksTargets =>
        _layout.Value.Find(Split.Train, Domain.Target) is not { } folder
        || (_options.TrainB is null && FolderListing.Find(folder, _options.Recursive).Images.Count == 0);

    /// <summary>Bytes of decoded images in memory.</summary>
    public long CachedBytes => _cache.Used;

    /// <summary>The images of a split and domain, sorted by path. Every one is looked at when they are opened first.
    /// Validation and test images may be absent.</summary>
    /// <exception cref="UserException">A folder that was named, or one for training, is missing or has no images; or
    /// too many images cannot be read.</exception>
    public IImageDataset Open(Split split, Domain domain)
    {
        lock (_lock)
        {
            if (!_opened.TryGetValue((split, domain), out var dataset))
            {
                if (split == Split.Train)
                {
                    dataset = Training(domain);
                    _opened.Add((split, domain), dataset);
                }
                else
                {
                    OpenPair(split);
                    dataset = _opened[(split, domain)];
                }
            }

            return dataset;
        }
    }

    /// <inheritdoc/>
    /// <remarks>Images in memory cannot be lost.</remarks>
    public bool Recheck(Split split, bool whole = false)
    {
        lock (_lock)
        {
            Domain[] domains = [.. _domains.Where(domain => _opened.ContainsKey((split, domain)))];
            var gone = domains.ToDictionary(static domain => domain, domain => _opened[(split, domain)].Gone(whole));
            var names = gone.SelectMany(entry =>
                    entry.Value.Select(one => _opened[(split, entry.Key)].NameOf(one.Index))
                )
                .ToHashSet();
            foreach (var domain in domains)
            {
                var all = _opened[(split, domain)];
                var left =
                    split == Split.Train
                        ? gone[domain].Select(static one => one.Index).ToHashSet()
                        : Enumerable.Range(0, all.Count).Where(index => names.Contains(all.NameOf(index))).ToHashSet();
                if (left.Count > 0)
                {
                    _unreadable.LeftOut(
                        $"{split.ToString().ToLowerInvariant()} {(domain == Domain.Source ? "A" : "B")}",
                        [.. gone[domain].Where(static one => one.IsNews).Select(static one => one.Image)],
                        all.Count
                    );
                    _opened[(split, domain)] = all.Without(left);
                }
            }

            return names.Count > 0;
        }
    }

    private FolderImageDataset Training(Domain domain)
    {
        var folder = _layout.Value.Training(domain);
        var files = Listing(folder, domain);
        if (files.Count == 0)
        {
            throw new UserException(
                $"The folder '{folder}' has no images for training: no file ends in "
                    + $"{string.Join(", ", ImageFile.Extensions)}; "
                    + $"{FolderHint.Content(folder)}. Put images there, or name another folder."
            );
        }

        var count = files.Count;
        if (SetsAside)
        {
            var check = new ShareCheck(_share, _options, _log);
            check.Groups(folder, files, () => OfOther(domain));
            files.RemoveAll(file => _share.Has(file.Name));
            check.Tell(folder, count, count - files.Count, isValidated: domain == Domain.Source);
        }

        if (files.Count == 0)
        {
            throw new UserException(
                $"With validationFraction {_options.ValidationFraction}, none of the {count} images in '{folder}' is "
                    + $"left for training. Lower it."
            );
        }

        var dataset = Dataset(folder, files, domain, _enlargement);
        return dataset.Without(Inspected(dataset, folder, whole: false).ToHashSet());
    }

    // The two domains of validation and of test images show the same things: what one has lost, the other must leave
    // out.
    private void OpenPair(Split split)
    {
        var domains = _domains;
        var folders = domains.Select(domain => Held(split, domain)).ToArray();
        var files = domains
            .Select((domain, i) => folders[i] is { } folder ? Listed(split, folder, domain) : [])
            .ToArray();
        var datasets = domains.Select((domain, i) => Dataset(folders[i], files[i], domain, null)).ToArray();
        var left = new HashSet<string>();
        for (var i = 0; i < domains.Length; i++)
        {
            left.UnionWith(Inspected(datasets[i], folders[i], whole: true).Select(datasets[i].NameOf));
        }

        for (var i = 0; i < domains.Length; i++)
        {
            var all = datasets[i];
            _opened[(split, domains[i])] = all.Without(
                Enumerable.Range(0, all.Count).Where(index => left.Contains(all.NameOf(index))).ToHashSet()
            );
        }
    }

    private List<FolderImage> OfOther(Domain domain)
    {
        var other = domain == Domain.Source ? Domain.Target : Domain.Source;
        return _layout.Value.Find(Split.Train, other) is { } folder ? Listing(folder, other) : [];
    }

    private bool SetsAside =>
        _share.IsUsed
        && _layout.Value.Find(Split.Validation, Domain.Source) is null
        && _layout.Value.Find(Split.Validation, Domain.Target) is null;

    private string? Held(Split split, Domain domain) =>
        _layout.Value.Find(split == Split.Validation && SetsAside ? Split.Train : split, domain);

    private List<FolderImage> Listed(Split split, string folder, Domain domain)
    {
        var files = Listing(folder, domain);
        if (split == Split.Validation && SetsAside)
        {
            files.RemoveAll(file => !_share.Has(file.Name));
        }

        return files;
    }

    // What is wrong in a folder is told the first time that it is listed: those for training are listed for validation,
    // too.
    private List<FolderImage> Listing(string folder, Domain domain)
    {
        var found = FolderListing.Find(folder, _options.Recursive);
        if (_listed.Add(folder))
        {
            _unreadable.FoundFolders(folder, found.Closed, found.Images.Count);
            found.TellFormats(folder, _log);
        }

        var half = SideBySidePairs.HalfOf(domain, _options.Direction);
        return _layout.Value.IsSideBySide
            ? [.. found.Images.Select(image => image with { Half = half })]
            : found.Images;
    }

    // In training, places are cut out of images that are larger by some factor.
    private FolderImageDataset Dataset(string? folder, List<FolderImage> files, Domain domain, double? enlargement)
    {
        var shape = domain == Domain.Source ? _shapes.Source : _shapes.Target;
        var (input, size) = (_shapes.Source.Size, shape.Size);
        var fit = new ImageFit(_options.Resize, size, size) { Input = input };
        var training = enlargement is { } factor
            ? fit with
            {
                Load = new ImageSize(
                    Loaded(input.Height, factor) * size.Height / input.Height,
                    Loaded(input.Width, factor) * size.Width / input.Width
                ),
            }
            : null;
        return new FolderImageDataset(files, fit, training, _cache, _unreadable)
        {
            Folder = folder,
            Channels = shape.Channels,
        };
    }

    private static int Loaded(int side, double enlargement) => (int)Math.Round(side * enlargement);

    // Training finds other images for one that turns out to be damaged. Those that are scored are few, and must be
    // known.
    private List<int> Inspected(FolderImageDataset dataset, string? folder, bool whole)
    {
        if (dataset.Count >= ManyImages)
        {
            _log?.Information("Looking at {Count} images in {Folder}", dataset.Count, folder);
        }

        var faults = new UnreadableImage?[dataset.Count];
        Parallel.For(
            0,
            dataset.Count,
            new ParallelOptions { MaxDegreeOfParallelism = Math.Min(MostThreads, Environment.ProcessorCount) },
            index => faults[index] = dataset.Inspect(index, whole)
        );
        List<int> bad = [.. Enumerable.Range(0, dataset.Count).Where(index => faults[index] is not null)];
        _unreadable.Found(folder ?? "", [.. bad.Select(index => faults[index]!)], dataset.Count);
        return bad;
    }
}
