using System.ComponentModel;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Parts;
using TorchSharp;
using static TorchSharp.torch;

namespace HowTo;

public sealed record RawImagesOptions : IValidatesOptions
{
    [Description("Folder with train/A, train/B, test/A …; each file NAME.rgb is H·W·3 bytes, row by row.")]
    [PathOption]
    public string? Root { get; init; }

    IEnumerable<(string Property, string Message)> IValidatesOptions.Faults()
    {
        if (Root is null)
        {
            yield return (nameof(Root), "Give the folder with the images.");
        }
    }
}

/// <summary>Images as plain bytes in folders. A file that is lost while a run reads them is left out of both domains.</summary>
public sealed class RawImages(RawImagesOptions options, ImageSize size) : IImageSource, ILeavesImagesOut
{
    private readonly Dictionary<string, SortedSet<string>> _names = [];
    private readonly List<string> _leftOut = [];

    public IReadOnlyList<string> LeftOut => _leftOut;

    public IImageDataset Open(Split split, Domain domain)
    {
        var folder = FolderOf(split, domain);
        return new Files(folder, Directory.Exists(folder) ? [.. Names(split)] : [], size);
    }

    public bool Recheck(Split split, bool whole)
    {
        var lost = Names(split).Where(name => !Here(split).All(folder => IsWhole(Path.Combine(folder, name)))).ToArray();
        Names(split).ExceptWith(lost);
        _leftOut.AddRange(lost);
        return lost.Length > 0;
    }

    private string FolderOf(Split split, Domain domain) =>
        Path.Combine(options.Root!, split.ToString().ToLowerInvariant(), domain == Domain.Source ? "A" : "B");

    private string[] Here(Split split) =>
        [.. new[] { FolderOf(split, Domain.Source), FolderOf(split, Domain.Target) }.Where(Directory.Exists)];

    private SortedSet<string> Names(Split split)
    {
        var key = split.ToString();
        return _names.TryGetValue(key, out var names) ? names
            : _names[key] = [.. Here(split).SelectMany(Directory.GetFiles).Select(path => Path.GetFileName(path))];
    }

    private bool IsWhole(string path) => new FileInfo(path) is { Exists: true } file && file.Length == 3 * size.Height * size.Width;

    private sealed class Files(string folder, IReadOnlyList<string> names, ImageSize size) : IImageDataset
    {
        public int Count => names.Count;

        public string NameOf(int index) => names[index];

        public Tensor Load(int index)
        {
            var path = Path.Combine(folder, names[index]);
            var bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
            if (bytes.Length != 3 * size.Height * size.Width)
            {
                throw new UnreadableImageException($"The image '{path}' is missing or cut short. Restore it.");
            }

            using var scope = NewDisposeScope();
            var image = tensor(bytes).reshape(size.Height, size.Width, 3).permute(2, 0, 1).to(float32);
            return ((image / 127.5) - 1).contiguous().MoveToOuterDisposeScope();
        }
    }
}
