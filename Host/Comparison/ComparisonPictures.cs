using System.Globalization;
using GsFramework.Core.Data;
using GsFramework.Host.Runs;
using static TorchSharp.torch;

namespace GsFramework.Host.Comparison;

/// <summary>What every method makes of the same test images, as one PNG for each ratio.</summary>
internal static class ComparisonPictures
{
    private const int Rows = 8;
    private const int Side = 128;

    /// <summary>Writes <c>pictures-4x.png</c> and so on: input | G0 | each method, with its bytes | truth, all of one
    /// seed.</summary>
    /// <param name="root">The comparison's folder.</param>
    /// <param name="result">What was collected. A run that has ended since is not shown: it has no row yet.</param>
    /// <param name="plan">The runs.</param>
    /// <returns>The files. None where the runs leave no pictures, as those of classifiers.</returns>
    /// <exception cref="UserException">A picture is damaged, or a file cannot be written.</exception>
    public static IReadOnlyList<string> Write(string root, ComparisonResult result, IReadOnlyList<PlannedRun> plan)
    {
        var files = new List<string>();
        var collected = result
            .Runs.Select(run => Path.GetFullPath(Path.Combine(root, run.Directory ?? "")))
            .ToHashSet();
        var finished = plan.Where(run =>
                run.IsListed && run.Damage() is null && collected.Contains(Path.GetFullPath(run.Directory))
            )
            .ToList();
        foreach (
            var ratio in finished.Select(static run => run.Ratio).Where(static ratio => ratio is not null).Distinct()
        )
        {
            // A method that leaves all channels has no ratio, and stands beside the others at each.
            var runs = finished
                .Where(run => run.Ratio == ratio || run.Ratio is null)
                .OrderBy(run => result.Methods.ToList().FindIndex(method => method.Name == run.Method.Name))
                .ToList();
            var seed = runs.Min(static run => run.Seed);
            var path = Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"pictures-{ratio}x.png"));
            if (Write(path, [.. runs.Where(run => run.Seed == seed)], result))
            {
                files.Add(path);
            }
        }

        return files;
    }

    private static bool Write(string path, IReadOnlyList<PlannedRun> runs, ComparisonResult result)
    {
        var columns = runs.Select(run => (Title: Title(run, result), Directory: new RunDirectory(run.Directory)))
            .Where(static column => Directory.Exists(column.Directory.Pictures))
            .ToList();
        if (columns.Count == 0)
        {
            return false;
        }

        var first = columns[0].Directory;
        var names = Directory
            .EnumerateFiles(first.Pictures, "input.png", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(first.Pictures, Path.GetDirectoryName(file)!))
            .Where(name => columns.TrueForAll(column => File.Exists(column.Directory.Picture(name, "compact"))))
            .Order(StringComparer.Ordinal)
            .Take(Rows)
            .ToList();
        if (names.Count == 0)
        {
            return false;
        }

        using var scope = NewDisposeScope();
        var hasTruth = names.TrueForAll(name => File.Exists(first.Picture(name, "truth")));
        var rows = names
            .Select(name =>
                ImageGrid.OfOneSize(
                    new[] { first.Picture(name, "input"), first.Picture(name, "teacher") }
                        .Concat(columns.Select(column => column.Directory.Picture(name, "compact")))
                        .Concat(hasTruth ? [first.Picture(name, "truth")] : [])
                        .Select(static file => ImageFile.Load(file))
                )
            )
            .ToArray();
        string[] titles =
        [
            "input",
            "G0",
            .. columns.Select(static column => column.Title),
            .. hasTruth ? ["truth"] : Array.Empty<string>(),
        ];
        ImageGrid.Save(path, rows, titles, scale: Math.Max(1, Side / (int)rows[0][0].shape[2]));
        return true;
    }

    private static string Title(PlannedRun run, ComparisonResult result)
    {
        var row = result.Summary.First(row => row.MethodName == run.Method.Name && row.Ratio == run.Ratio);
        return $"{row.MethodName}, {ComparisonTable.Size(row.Bytes)}";
    }
}
