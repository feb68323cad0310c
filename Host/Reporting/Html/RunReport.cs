using GsFramework.Host.Reporting.Html.Sections;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html;

/// <summary>The page of a run.</summary>
internal static class RunReport
{
    /// <summary>Writes the page.</summary>
    /// <param name="run">Its files.</param>
    /// <param name="status">Where the page follows the run, what there is to say of that; else null.</param>
    public static string Write(RunFiles run, Markup? status = null)
    {
        var result = run.Result;
        return Page.Write(
            status is not null,
            $"{result.Name}, {Numbers.Times(result.Macs?.Ratio)} fewer MACs",
            Join(
                SmokeBanner.Of(run),
                WarningsBanner.Of(result),
                UnwrittenBanner.Of(run.Directory),
                Tag("p.eyebrow", "GsFramework · compression"),
                Tag("h1", result.Name, Tag("span", result.Method)),
                status,
                BeforeAfter.Figures(result)
            ),
            BeforeAfter.Of(result),
            PicturesSection.Of(run.Pictures),
            ScoresSection.Of(result.Scores),
            ExportsSection.Of(result),
            LatencySection.Of(result.Latency),
            ChannelsSection.Of(result),
            CurvesSection.Of(run.Metrics, SearchPhase.Of(result.Search)),
            SamplesSection.Of(run.Directory),
            ConfigurationSection.Of(run.Configuration),
            OriginSection.Of(run)
        );
    }
}
