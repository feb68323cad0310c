using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;

namespace GsFramework.Screens.Checks;

/// <summary>Says what is wrong with the sheets of a printed page.</summary>
internal static class Sheets
{
    // Words of one line, in points.
    private const double LineHeight = 3;

    /// <summary>Titles at the foot of a sheet, of which what they name is on the next; words beyond the edge.</summary>
    /// <param name="file">The PDF.</param>
    /// <param name="titles">The texts of all titles.</param>
    public static IEnumerable<string> Findings(string file, IReadOnlyList<string> titles)
    {
        using var document = PdfDocument.Open(file);
        var known = titles.Select(Letters).OrderByDescending(static title => title.Length).ToList();
        foreach (var page in document.GetPages())
        {
            var words = page.GetWords().ToList();
            foreach (var word in words.Where(word => word.BoundingBox.Right > page.Width || word.BoundingBox.Left < 0))
            {
                yield return $"Sheet {page.Number}: “{word.Text}” is beyond the edge";
            }

            if (page.Number < document.NumberOfPages && LastLine(words) is { Length: > 0 } line && IsOf(line, known))
            {
                yield return $"Sheet {page.Number}: a title at its foot: “{line}”";
            }
        }
    }

    private static string LastLine(List<Word> words)
    {
        var foot = words.Select(static word => word.BoundingBox.Bottom).DefaultIfEmpty().Min();
        return string.Join(
            ' ',
            words
                .Where(word => word.BoundingBox.Bottom < foot + LineHeight)
                .OrderBy(static word => word.BoundingBox.Left)
                .Select(static word => word.Text)
        );
    }

    // Nothing but titles: there may be several side by side.
    private static bool IsOf(string line, List<string> titles)
    {
        var rest = Letters(line);
        foreach (var title in titles)
        {
            rest = rest.Replace(title, "", StringComparison.Ordinal);
        }

        return rest.Length == 0;
    }

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit));
}
