using System.Text;

namespace GsFramework.Core.Configuration;

/// <summary>Text of the pages that the program writes, in lines of the width that the repository's own pages
/// have.</summary>
internal static class MarkdownText
{
    private const int Width = 120;

    /// <summary>Breaks a paragraph, or an element of a list, into lines. Code and links stay whole.</summary>
    public static string Wrapped(string text)
    {
        var indent = text.StartsWith("- ", StringComparison.Ordinal) ? "  " : "";
        var lines = new StringBuilder();
        var length = 0;
        foreach (var piece in Pieces(text))
        {
            if (length > 0 && length + 1 + piece.Length > Width)
            {
                lines.Append('\n').Append(indent);
                length = indent.Length;
            }
            else if (length > 0)
            {
                lines.Append(' ');
                length++;
            }

            lines.Append(piece);
            length += piece.Length;
        }

        return lines.ToString();
    }

    // Words, where a blank within code or a link ends none.
    private static IEnumerable<string> Pieces(string text)
    {
        var (start, inCode, brackets) = (0, false, 0);
        for (var i = 0; i < text.Length; i++)
        {
            inCode ^= text[i] == '`';
            brackets += inCode
                ? 0
                : text[i] switch
                {
                    '[' => 1,
                    ']' => -1,
                    _ => 0,
                };
            if (text[i] == ' ' && !inCode && brackets == 0)
            {
                yield return text[start..i];
                start = i + 1;
            }
        }

        yield return text[start..];
    }
}
