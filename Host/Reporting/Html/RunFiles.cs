using GsFramework.Host.Reporting.Html.Pictures;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Reporting.Html;

/// <summary>The files of a run that its page is made of.</summary>
internal sealed record RunFiles
{
    /// <summary>Where samples are; null for none.</summary>
    public RunDirectory? Directory { get; init; }

    public required RunResult Result { get; init; }

    public required RunOrigin? Origin { get; init; }

    /// <summary>The resolved configuration, its paths relative to the run directory; null where it is not
    /// there.</summary>
    public string? Configuration { get; init; }

    public required IReadOnlyList<MetricsPhase> Metrics { get; init; }

    public required RankedPictures Pictures { get; init; }

    /// <summary>Reads a run directory. Only <c>result.json</c> must be there.</summary>
    /// <exception cref="UserException">A file is damaged.</exception>
    public static RunFiles Read(RunDirectory directory) =>
        new()
        {
            Directory = directory,
            Result = RunResult.Read(directory),
            Origin = directory.State.Origin,
            Configuration = ConfigurationText.Read(directory),
            Metrics = MetricsTable.Read(MetricsLog.In(directory.Root)),
            Pictures = RankedPictures.Read(directory),
        };
}
