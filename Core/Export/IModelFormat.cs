namespace GsFramework.Core.Export;

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
    /// <param name="job">The model, and what the user asked for.</param>
    /// <param name="path">The file; an old one is replaced.</param>
    /// <exception cref="UserException">The model cannot be written in this format, or the file cannot be
    /// written.</exception>
    ExportOutcome Write(ExportJob job, string path);
}
