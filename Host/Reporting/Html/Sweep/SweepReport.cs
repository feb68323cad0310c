using GsFramework.Host.Reporting.Html.Sections;
using GsFramework.Host.Runs;
using GsFramework.Host.Sweeping;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Sweep;

/// <summary>The page of a sweep.</summary>
internal static class SweepReport
{
    /// <summary>Writes the page.</summary>
    /// <param name="path">The <c>sweep.json</c>.</param>
    /// <exception cref="UserException">A file is damaged.</exception>
    public static string Write(string path)
    {
        var result = SweepResult.Read(path);
        var root = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return Page.Write(
            $"{result.Name}, sweep",
            Join(
                result.Smoke ? SmokeBanner.OfAny() : null,
                Tag("p.eyebrow", "GsFramework · sweep"),
                Tag("h1", result.Name, Tag("span", $"{result.Trials.Count} of {result.Planned} trials")),
                Join(result.Notes.Select(static note => Tag("p.banner", note).With("role", "note"))),
                Best(result),
                Tag("p.note", SweepText.Terms(result))
            ),
            TrialsSection.Of(result),
            ParallelCoordinates.Of(result),
            FrontSection.Of(result),
            RungCurves.Of(result),
            Failures(result, root),
            ConfigurationSection.Of(ConfigurationText.Read(new RunDirectory(root)), "the base configuration"),
            Origin(result)
        );
    }

    // Of several goals there is no single best: the front has a mark for each trade.
    private static Element? Best(SweepResult result)
    {
        if (result.Trials.FirstOrDefault(trial => trial.Name == result.Best) is not { } best)
        {
            return null;
        }

        var goal = result.Goals[0];
        return Tag(
            "div.figures",
            Tag(
                "div",
                Tag("strong", Numbers.Score(best.Of(goal.Name))),
                Tag("span", $"{goal.Name} of {best.Name}, the {(goal.LowerIsBetter ? "lowest" : "highest")}"),
                Tag("small", string.Join(", ", result.Keys.Zip(best.Values, (key, value) => $"{key.Key} = {value}")))
            ),
            result.HasFront
                ? Tag(
                    "div",
                    Tag("strong", $"{result.Front.Count}"),
                    Tag("span", $"{(result.Front.Count == 1 ? "trial" : "trials")} on the Pareto front"),
                    Tag("small", $"of {string.Join(", ", result.Goals.Select(static goal => goal.Name))}")
                )
                : null
        );
    }

    private static Section? Failures(SweepResult result, string root)
    {
        var failed = result.Trials.Where(static trial => trial.Reason is not null).ToList();
        return failed.Count == 0
            ? null
            : new Section(
                "failures",
                "Trials that failed",
                Tables.Pairs(
                    failed.Select(trial =>
                        (
                            trial.Name,
                            (Markup?)
                                ForeignPath.InText(
                                    trial.Reason!.Replace(
                                        root + Path.DirectorySeparatorChar,
                                        "",
                                        StringComparison.Ordinal
                                    )
                                )
                        )
                    )
                )
            );
    }

    private static Section Origin(SweepResult result) =>
        new(
            "origin",
            "Make it again",
            Join(
                result.Command is { } command
                    ? RepeatedCommand.OfComparison(command, result.Program, result.Name)
                    : null,
                Tables.Pairs([
                    ("Search", result.Search == "grid" ? "grid" : $"{result.Search}, seed {result.Seed}"),
                    ("Written", Numbers.Date(result.CreatedAt)),
                    (
                        "CPU time, finished trials",
                        result.CpuSeconds is { } cpu ? $"{Numbers.Duration(cpu)}, added up" : null
                    ),
                    .. OriginSection.Named(result.Versions),
                    .. OriginSection.Named(result.Machine),
                ])
            )
        );
}
