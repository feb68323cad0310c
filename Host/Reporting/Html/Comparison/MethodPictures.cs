using GsFramework.Host.Reporting.Html.Pictures;
using GsFramework.Host.Reporting.Html.Sections;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Comparison;

/// <summary>What every method makes of the same test images.</summary>
internal static class MethodPictures
{
    /// <summary>A grid for every ratio; null without pictures.</summary>
    public static Section? Of(ComparisonRunFiles files)
    {
        var grids = files
            .Groups.Select(group => (group, Grid: Grid(group)))
            .Where(static entry => entry.Grid is not null)
            .ToList();
        return grids.Count == 0
            ? null
            : new Section(
                "pictures",
                "Pictures",
                Join([
                    PicturesSection.Hint([
                        .. files.Groups.SelectMany(static group => group.Runs).SelectMany(static run => run.Pictures),
                    ]),
                    .. grids.Select(static entry => Join(Tag("h3", entry.group.Title, Seed(entry.group)), entry.Grid)),
                ])
            );
    }

    // The columns that all methods share come from whichever run has them.
    private static Markup? Grid(RatioGroup group)
    {
        var rows = group
            .Runs.SelectMany(static run => run.Pictures)
            .GroupBy(static row => row.Name)
            .Select(static same => same.First())
            .ToList();
        return PictureGrid.Of(
            [
                new PictureGroup([
                    PictureColumn.Of(PicturesSection.Input, rows, "input"),
                    PictureColumn.Of(PicturesSection.Teacher, rows, "teacher"),
                    .. group.Runs.Select(static run => PictureColumn.Of(run.Method, run.Pictures, "compact")),
                    PictureColumn.Of(PicturesSection.Truth, rows, "truth"),
                ])
                {
                    Label = $"Pictures, {group.Title}",
                },
            ],
            PicturesSection.Teacher,
            group.Runs.FirstOrDefault(static run => run.Pictures.Count > 0)?.Method ?? ""
        );
    }

    private static Element? Seed(RatioGroup group) =>
        group.Runs.Select(static run => run.Result.Seed).Distinct().ToList() is [var seed]
            ? Tag("span.muted", $" seed {seed}")
            : null;
}
