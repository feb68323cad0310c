using GsFramework.Host.Comparison;
using GsFramework.Host.Runs;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html;

/// <summary>A warning on top of the pages of smoke runs, which look like those of true runs.</summary>
internal static class SmokeBanner
{
    /// <summary>What it says.</summary>
    public const string Text = "Smoke run: a few steps only; its numbers mean nothing.";

    /// <summary>The warning; null for a true run.</summary>
    public static Element? Of(RunFiles run) => run.Result.Smoke || run.Origin is { IsSmoke: true } ? Banner() : null;

    /// <summary>The same of a comparison. Those written before there was a mark have the option in their
    /// command.</summary>
    public static Element? Of(ComparisonResult record) =>
        record.Smoke || record.Command?.Split(' ').Contains(RunOrigin.SmokeOption) == true ? Banner() : null;

    /// <summary>The same where one run of several is none.</summary>
    public static Element OfAny() => Banner();

    private static Element Banner() => Tag("p.banner", Text).With("role", "note");
}
