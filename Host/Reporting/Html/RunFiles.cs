using GsFramework.Host.Reporting.Html.Pictures;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Reporting.Html;

/// <summary>The files of a run that its page is made of.</summary>
internal sealed record RunFiles
{
    public required RunRecord Result { get; init; }

    public required OriginRecord Origin { get; init; }

    /// <summary>The resolved configuration, its paths relative to the run directory; null where it is not there.</summary>
    public string? Configuration { get; init; }

    public required IReadOnlyList<MetricsPhase> Metrics { get; init; }

    public required IReadOnlyList<PictureRow> Pictures { get; init; }

    /// <summary>Reads a run directory. Only <c>result.json</c> must be there.</summary>
    /// <exception cref="UserException">A file is damaged.</exception>
    public static RunFiles Read(RunDirectory directory) => new()
    {
        Result = ReportFiles.Read<RunRecord>(directory.Result, "macs", "parameters", "bytes", "scores", "channels"),
        Origin = ReadOrigin(directory),
        Configuration = ConfigurationText.Read(directory),
        Metrics = MetricsTable.Read(MetricsLog.In(directory.Root)),
        Pictures = PictureRow.ReadAll(directory),
    };

    private static OriginRecord ReadOrigin(RunDirectory directory) => directory.Note(RunDirectory.KindNote) is { } note
        ? ReportFiles.As<OriginRecord>(note, directory.Notes)
        : new OriginRecord();
}
