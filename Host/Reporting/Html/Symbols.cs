using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html;

/// <summary>Symbols of formulas.</summary>
internal static class Symbols
{
    /// <summary>A letter with an index.</summary>
    public static Markup Of(string letter, string index) => Tag("var", letter, Tag("sub", index));
}
