using GsFramework.Core.Data;
using GsFramework.Host.Evaluation;
using GsFramework.Host.Reporting.Html;
using GsFramework.Host.Reporting.Html.Pictures;
using GsFramework.Host.Runs;
using GsFramework.Tests.Host.Runs;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Reporting.Html;

/// <summary>The pictures of a run, made up: <c>even</c> and <c>both</c> are evenly spaced, <c>worst</c> and <c>both</c>
/// the worst of four images, and <c>median</c> is between.</summary>
internal sealed class PicturedRun : IDisposable
{
    /// <summary>How much more red compact is than teacher, in levels of 255.</summary>
    public const int MoreRed = 10;

    private readonly Folder _folder = new();

    /// <summary>Draws them.</summary>
    /// <param name="side">Of a picture, in pixels.</param>
    public PicturedRun(int side = 8)
    {
        WriteScores("feature-distance-x-teacher", 0.1, 0.125, 0.3, 0.2);
        var directory = Directory;
        foreach (
            var (folder, names) in new[]
            {
                (directory.Pictures, new[] { "even", "both" }),
                (directory.WorstPictures, ["worst", "both"]),
                (directory.MedianPictures, ["median"]),
            }
        )
        {
            foreach (var name in names)
            {
                Draw(folder, name, side);
            }
        }
    }

    public RunDirectory Directory => new(_folder.Path);

    public string this[string name] => _folder[name];

    /// <summary>Writes the scores of even, median, worst and both.</summary>
    public void WriteScores(string metric, params double[] values) =>
        ImageScoresFile.Write(
            Directory.Scores,
            new ImageScores(
                ["even", "median", "worst", "both"],
                [new ImageColumn(metric, [.. values.Select(static value => (double?)value)])]
            )
        );

    /// <summary>The page of a run with these pictures.</summary>
    public string Page() =>
        RunReport.Write(
            new RunFiles
            {
                Result = TinyResult.Of(),
                Origin = null,
                Metrics = [],
                Pictures = RankedPictures.Read(Directory),
            }
        );

    public void Dispose() => _folder.Dispose();

    // Levels between 64 and 192, so that none is cut off.
    private static void Draw(string folder, string name, int side)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator((ulong)name.Sum(static letter => letter), CPU);
        var levels = (rand([3, side, side], generator: random) * 128 + 64).round();
        var redder = levels.clone();
        redder[0].add_(MoreRed);
        foreach (var (kind, image) in new[] { ("input", 255 - levels), ("teacher", levels), ("compact", redder) })
        {
            ImageFile.Save(RunDirectory.Picture(folder, name, kind), image / 127.5f - 1);
        }
    }
}
