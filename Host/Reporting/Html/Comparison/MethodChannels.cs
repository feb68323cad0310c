using GsFramework.Host.Reporting.Html.Sections;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Comparison;

/// <summary>The channels that every method leaves in every layer: a small chart a method, side by side.</summary>
internal static class MethodChannels
{
    /// <summary>The charts of every ratio; null where no layer is known.</summary>
    public static Section? Of(ComparisonRunFiles files)
    {
        var groups = files.Groups.Where(static group => group.Runs.Any(HasLayers)).ToList();
        return groups.Count == 0
            ? null
            : new Section(
                "channels",
                "Channels per layer",
                Join([
                    ChannelsSection.Key(),
                    Tag(
                        "p.note",
                        files.IsPlanned ? "First seed of each method. " : null,
                        "Runs that differ in the seed alone leave other channels."
                    ),
                    .. groups.Select(group =>
                        Join(Tag("h3", group.Title), Charts(group, files.IsPlanned))
                    ),
                ])
            );
    }

    private static Markup Charts(RatioGroup group, bool isOfMethods)
    {
        var runs = group.Runs.Where(HasLayers).ToList();
        var widest = ChannelsSection.Widest(runs.SelectMany(static run => run.Result.Channels));
        var layers = runs.SelectMany(static run => run.Result.Channels)
            .Select(static layer => layer.Layer)
            .Distinct()
            .ToList();
        return Tables.Of(
            $"Output channels of every {(isOfMethods ? "method" : "run")}, {group.Title}",
            ["layer", "dense", .. runs.Select(static run => Column.Words(run.Method))],
            layers.Select(layer =>
                (IReadOnlyList<Markup>)
                    [
                        Tag("code", layer),
                        Numbers.Whole(
                            runs.SelectMany(static run => run.Result.Channels)
                                .First(other => other.Layer == layer)
                                .Dense
                        ),
                        .. runs.Select(run =>
                            run.Result.Channels.FirstOrDefault(other => other.Layer == layer) is { } found
                                ? Tag(
                                    "div.chart",
                                    ChannelsSection.Bar(found, widest),
                                    Tag("span", Numbers.Whole(found.Compact))
                                )
                                : (Markup)""
                        ),
                    ]
            ),
            isBroad: true
        );
    }

    private static bool HasLayers(ComparedRun run) => run.Result.Channels.Count > 0;
}
