using GsFramework.Host.Reporting.Html.Pictures;
using GsFramework.Host.Runs;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Sections;

/// <summary>The same validation images again and again while the network was trained: input, G0, G.</summary>
internal static class SamplesSection
{
    private const int Most = 6;

    // Grids are photographs of photographs: what counts is to be seen at this quality.
    private const int JpegQuality = 80;

    private static readonly string[] _phases = [PhaseName.Slim, PhaseName.FineTune, PhaseName.Teacher];

    /// <summary>At most six grids, evenly spaced, the last among them; null where there is none.</summary>
    /// <exception cref="UserException">A file is damaged.</exception>
    public static Section? Of(RunDirectory? directory)
    {
        var grids = directory is null ? [] : Chosen(Files(directory)).ToList();
        return grids.Count == 0
            ? null
            : new Section(
                "samples",
                "Samples over time",
                Join(
                    Tag(
                        "p.note",
                        "The same validation images while the network was trained; the files are in samples/.",
                        Tag("span.screen", " Move the slider to see them change.")
                    ),
                    Tag("div.samples", [Slider(grids.Count), .. grids.Select(static grid => Figure(grid))])
                )
            );
    }

    private static Element Slider(int count) =>
        Tag(
                "p.choice",
                Tag("input")
                    .With("type", "range")
                    .With("min", "0")
                    .With("max", $"{count - 1}")
                    .With("value", $"{count - 1}")
                    .With("aria-label", "Time of the samples"),
                " ",
                Tag("output")
            )
            .With("hidden", "");

    private static Element Figure((string Phase, int Step, string Path) grid)
    {
        var picture = Picture.ReadJpeg(grid.Path, JpegQuality);
        var title = $"{grid.Phase}, after {grid.Step} updates";
        return Tag(
            "figure",
            Tag("figcaption", title),
            Tag("img")
                .With("src", picture.Source)
                .With("width", $"{picture.Width}")
                .With("height", $"{picture.Height}")
                .With("alt", $"Input, dense output and compact output of validation images: {title}")
        );
    }

    private static IEnumerable<(string Phase, int Step, string Path)> Chosen(
        List<(string Phase, int Step, string Path)> all
    ) =>
        all.Count <= Most
            ? all
            : Enumerable.Range(0, Most).Select(number => all[(int)Math.Round(number * (all.Count - 1.0) / (Most - 1))]);

    private static List<(string Phase, int Step, string Path)> Files(RunDirectory directory)
    {
        var folder = Path.GetDirectoryName(directory.Sample("any"))!;
        return !Directory.Exists(folder)
            ? []
            :
            [
                .. Directory
                    .EnumerateFiles(folder, "*-*.png")
                    .Select(static path => (Name: Path.GetFileNameWithoutExtension(path).Split('-'), path))
                    .Where(static file => file.Name.Length == 2 && int.TryParse(file.Name[1], out _))
                    .Select(static file => (Phase: file.Name[0], Step: int.Parse(file.Name[1], null), file.path))
                    .Where(static file => file.Step > 0 && _phases.Contains(file.Phase))
                    .OrderBy(static file => Array.IndexOf(_phases, file.Phase))
                    .ThenBy(static file => file.Step),
            ];
    }
}
