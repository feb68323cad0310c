using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace GsFramework.Host.Reporting.Html;

/// <summary>A piece of a page. A string becomes one as text, encoded; only <see cref="Raw"/> takes what is HTML
/// already.</summary>
internal abstract class Markup
{
    private static readonly HashSet<string> _void = ["br", "img", "input", "link", "meta"];

    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator Markup?(string? text) =>
        text is null ? null : new RawMarkup(WebUtility.HtmlEncode(LegibleText.Of(text)));

    /// <summary>An element.</summary>
    /// <param name="selector">Its tag, and classes behind dots: <c>td.number</c>.</param>
    /// <param name="children">What is in it; null is nothing.</param>
    public static Element Tag(string selector, params IEnumerable<Markup?> children)
    {
        var parts = selector.Split('.');
        var element = new Element(parts[0], _void.Contains(parts[0]), [.. children.OfType<Markup>()]);
        return parts.Length > 1 ? element.With("class", string.Join(' ', parts[1..])) : element;
    }

    /// <summary>Pieces side by side.</summary>
    public static Markup Join(params IEnumerable<Markup?> pieces) => new Fragment([.. pieces.OfType<Markup>()]);

    /// <summary>What is HTML, SVG, CSS or JavaScript already. Never give it a text that a user wrote.</summary>
    public static Markup Raw(string html) => new RawMarkup(html);

    /// <summary>Writes it.</summary>
    public abstract void Write(TextWriter writer);

    private sealed class RawMarkup(string html) : Markup
    {
        public override void Write(TextWriter writer) => writer.Write(html);
    }

    private sealed class Fragment(IReadOnlyList<Markup> pieces) : Markup
    {
        public override void Write(TextWriter writer)
        {
            foreach (var piece in pieces)
            {
                piece.Write(writer);
            }
        }
    }
}

/// <summary>An element with its attributes.</summary>
internal sealed class Element(string tag, bool isVoid, IReadOnlyList<Markup> children) : Markup
{
    private readonly List<(string Name, string Value)> _attributes = [];

    /// <summary>Adds an attribute; none for null.</summary>
    /// <returns>The same element.</returns>
    public Element With(string name, string? value)
    {
        if (value is not null)
        {
            _attributes.Add((name, LegibleText.Of(value)));
        }

        return this;
    }

    /// <inheritdoc/>
    public override void Write(TextWriter writer)
    {
        writer.Write($"<{tag}");
        foreach (var (name, value) in _attributes)
        {
            writer.Write(value.Length == 0 ? $" {name}" : $" {name}=\"{WebUtility.HtmlEncode(value)}\"");
        }

        writer.Write('>');
        if (isVoid)
        {
            return;
        }

        foreach (var child in children)
        {
            child.Write(writer);
        }

        writer.Write($"</{tag}>");
    }
}
