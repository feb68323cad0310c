namespace GsFramework.Host.Verification;

/// <summary>Compares files of two runs byte by byte.</summary>
/// <param name="Compared">How many.</param>
/// <param name="Differing">The names of those that differ, or that only one of the runs has.</param>
internal sealed record FileComparison(int Compared, IReadOnlyList<string> Differing)
{
    private static readonly string[] _networks = ["weights.safetensors", "graph.json"];

    // What 'gs export' or the user puts there is no part of the run, and a checkpoint tells of the clock.
    private static readonly string[] _pictures = ["samples", "pictures"];

    // Runs of earlier versions have none of these, which is no difference.
    private static readonly string[] _newPictures = ["pictures-worst", "pictures-median"];

    /// <summary>Compares the networks.</summary>
    /// <param name="recorded">The run's directory.</param>
    /// <param name="replayed">The replay's.</param>
    /// <param name="isWhole">False when the replay was stopped, so that only what both have is compared.</param>
    public static FileComparison OfNetworks(string recorded, string replayed, bool isWhole) =>
        Of(recorded, replayed, isWhole, static name =>
            _networks.Contains(Path.GetFileName(name)) && Top(name) != "export"
        );

    /// <summary>Compares the pictures.</summary>
    /// <inheritdoc cref="OfNetworks"/>
    public static FileComparison OfPictures(string recorded, string replayed, bool isWhole)
    {
        string[] folders =
        [
            .. _pictures,
            .. _newPictures.Where(folder => Directory.Exists(Path.Combine(recorded, folder))),
        ];
        return Of(recorded, replayed, isWhole, name =>
            name.EndsWith(".png", StringComparison.Ordinal) && folders.Contains(Top(name))
        );
    }

    private static FileComparison Of(string recorded, string replayed, bool isWhole, Func<string, bool> counts)
    {
        var (then, now) = (Names(recorded, counts), Names(replayed, counts));
        string[] names = [.. (isWhole ? then.Union(now) : then.Intersect(now)).Order(StringComparer.Ordinal)];
        return new FileComparison(
            names.Length,
            [.. names.Where(name => !AreSame(Path.Combine(recorded, name), Path.Combine(replayed, name)))]
        );
    }

    private static IEnumerable<string> Names(string root, Func<string, bool> counts) =>
        Directory
            .EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'))
            .Where(counts);

    private static string Top(string name) => name.Split('/')[0];

    private static bool AreSame(string a, string b) =>
        File.Exists(a)
        && File.Exists(b)
        && new FileInfo(a).Length == new FileInfo(b).Length
        && File.ReadAllBytes(a).AsSpan().SequenceEqual(File.ReadAllBytes(b));
}
