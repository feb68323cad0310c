using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Sections;

/// <summary>The resolved configuration, collapsed.</summary>
internal static class ConfigurationSection
{
    /// <summary>The JSON; null where it is not known.</summary>
    public static Section? Of(string? json, string of = "this run") =>
        json is null
            ? null
            : new Section(
                "configuration",
                "Configuration",
                Tag(
                    "details",
                    Tag("summary", $"Every value of {of}, defaults included"),
                    Tag(
                        "p.note",
                        "Paths are relative to the run directory; of a path that leads out of it, the page shows the "
                            + "last two parts. config.resolved.json has them whole."
                    ),
                    Tables.Scrolling("The configuration as JSON", Tag("pre", json))
                )
            );
}
