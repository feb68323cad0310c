using System.Xml;

namespace GsFramework.Host.Reporting.Html;

/// <summary>Texts as a page and the drawings in it can hold them: without control characters and halves of others,
/// which a damaged file may have in its names.</summary>
internal static class LegibleText
{
    private const char Replacement = '\ufffd';

    /// <summary>The text.</summary>
    public static string Of(string text)
    {
        return text.All(XmlConvert.IsXmlChar)
            ? text
            : string.Create(text.Length, text, static (legible, source) =>
            {
                for (var at = 0; at < source.Length; at++)
                {
                    legible[at] = IsLegible(source, at) ? source[at] : Replacement;
                }
            });
    }

    private static bool IsLegible(string text, int at) =>
        XmlConvert.IsXmlChar(text[at])
        || (at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]))
        || (at > 0 && char.IsSurrogatePair(text[at - 1], text[at]));
}
