namespace GsFramework.DataSets;

/// <summary>The rules of the set photo -> painting: which pictures, which belong together, which patches.</summary>
public static class Paintings
{
    // An empty sky, however its colour falls off, and the dark of a night teach nothing.
    private const double LeastDetail = 1.5;
    private const double LeastMean = 16;

    // Patches are judged at one size, so that every --patch has the same ones.
    private const int JudgedSide = 64;

    // Views of space and of machines indoors are no landscapes.
    private static readonly string[] NoLandscape = ["earthrise", "nasa", "space", "station"];

    private static readonly string[] Variants = ["_nohumans", "_sun"];

    /// <summary>The photographs of an unpacked <c>endless-sky-data</c>.</summary>
    public static IReadOnlyList<string> Photos(string content) =>
        Sorted(
            Directory
                .EnumerateFiles(
                    Path.Combine(content, "usr", "share", "games", "endless-sky", "images", "land"),
                    "*.jpg"
                )
                .Where(static file => !NoLandscape.Any(Path.GetFileName(file).StartsWith))
        );

    /// <summary>The story paintings of an unpacked package of Wesnoth: no translated ones, no small maps and
    /// ornaments.</summary>
    public static IReadOnlyList<string> Stories(string content) =>
        Sorted(
            Directory
                .EnumerateFiles(content, "*.jpg", SearchOption.AllDirectories)
                .Where(static file =>
                    file.Replace('\\', '/') is var path
                    && path.Contains("/images/story/", StringComparison.Ordinal)
                    && !path.Contains("/l10n/", StringComparison.Ordinal)
                    && new FileInfo(file).Length > 30 * 1024
                )
        );

    /// <summary>The name by which a picture is dealt to a part of the split: versions of one painting share
    /// it.</summary>
    public static string Origin(string file)
    {
        var stem = Path.GetFileNameWithoutExtension(file);
        foreach (var variant in Variants)
        {
            stem = stem.EndsWith(variant, StringComparison.Ordinal) ? stem[..^variant.Length] : stem;
        }

        // The same tree in peace and in war.
        return stem == "trow_intro_02" ? "trow_intro_01" : stem;
    }

    /// <summary>True where a square of a picture shows something.</summary>
    public static bool Shows(Picture picture, Cell cell)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var (mean, detail) = picture.Cut(cell, JudgedSide).Luminance();
        return mean >= LeastMean && detail >= LeastDetail;
    }

    /// <summary>Cuts the pictures into patches under trainA, valA, testA (or B) and says how many there are.</summary>
    /// <param name="folder">The set's folder.</param>
    /// <param name="domain">A or B.</param>
    /// <param name="files">The pictures.</param>
    /// <param name="rows">Patches over a picture's height.</param>
    /// <param name="test">Origins for the test.</param>
    /// <param name="validation">Origins for validation.</param>
    /// <param name="expected">How many patches there should be.</param>
    /// <param name="options">The size of the patches.</param>
    public static void Write(
        string folder,
        string domain,
        IReadOnlyList<string> files,
        int rows,
        int test,
        int validation,
        (int Train, int Val, int Test) expected,
        FetchOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(options);
        var parts = SourceSplit.Deal(files.Select(Origin), test, validation);
        var (written, left) = (
            new Dictionary<string, List<string>>
            {
                ["train"] = [],
                ["val"] = [],
                ["test"] = [],
            },
            0
        );
        foreach (var file in files)
        {
            var part = parts[Origin(file)];
            var target = Directory.CreateDirectory(Path.Combine(folder, part + domain)).FullName;
            var picture = Picture.Read(file);
            var cells = Cell.Grid(picture.Height, picture.Width, rows);
            for (var i = 0; i < cells.Count; i++)
            {
                if (!Shows(picture, cells[i]))
                {
                    left++;
                    continue;
                }

                var path = Path.Combine(target, $"{Path.GetFileNameWithoutExtension(file)}-{i:00}.png");
                picture.Cut(cells[i], options.Patch).Save(path);
                written[part].Add(path);
            }
        }

        foreach (
            var (part, count) in new[] { ("train", expected.Train), ("val", expected.Val), ("test", expected.Test) }
        )
        {
            var paths = written[part];
            Expected.Count(
                $"patches of {options.Patch}x{options.Patch} in {part}{domain}",
                paths.Count,
                count,
                options
            );
            ContactSheet
                .OfFiles(paths, most: 120, columns: 15)
                .Save(Path.Combine(folder, $"overview-{part}{domain}.png"));
        }

        Console.WriteLine($"patches left out as empty or black: {left}");
    }

    private static string[] Sorted(IEnumerable<string> files) =>
        files.OrderBy(static file => Path.GetFileName(file), StringComparer.Ordinal).ToArray();
}
