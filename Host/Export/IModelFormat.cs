using GsFramework.Host.Interchange;

namespace GsFramework.Host.Export;

/// <summary>A format of other programs that a MODEL can be written in.</summary>
internal interface IModelFormat
{
    /// <summary>The name after <c>--format</c>.</summary>
    string Name { get; }

    /// <summary>What it is, in one line.</summary>
    string Summary { get; }

    /// <summary>How its files end.</summary>
    string Extension { get; }

    /// <summary>Writes a model.</summary>
    /// <param name="model">The network and its fp32 weights; it stays the caller's.</param>
    /// <param name="path">The file; an old one is replaced.</param>
    /// <returns>What the user should know of what was written.</returns>
    /// <exception cref="UserException">The model cannot be written in this format, or the file cannot be written.</exception>
    IReadOnlyList<string> Write(LoadedModel model, string path);
}
