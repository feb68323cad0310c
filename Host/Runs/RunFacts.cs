using System.Security.Cryptography;
using GsFramework.Core.Export;
using GsFramework.Core.Interchange;

namespace GsFramework.Host.Runs;

/// <summary>What is known of the run that made a MODEL, where the MODEL is still in the run's directory.</summary>
/// <param name="Directory">The run's directory.</param>
internal sealed record RunFacts(RunDirectory Directory)
{
    /// <summary>The run of a model, or null.</summary>
    public static RunFacts? Of(string modelFolder)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(modelFolder));
        return
            Path.GetDirectoryName(folder) is { } parent
            && new RunDirectory(parent) is var run
            && RealPath.Of(run.Model) == RealPath.Of(folder)
            && File.Exists(run.ResolvedConfiguration)
            ? new RunFacts(run)
            : null;
    }

    /// <summary>What an exported file says of it.</summary>
    public ModelOrigin Origin =>
        new(
            Method() ?? "",
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Directory.ResolvedConfiguration)))
        );

    /// <summary>Side of its images in pixels, or null where its configuration does not say.</summary>
    public int? ImageSize() => RecordedConfiguration.Read(Directory).Data?.ImageSize;

    // Null before the run is finished.
    private string? Method() => File.Exists(Directory.Result) ? RunResult.Read(Directory).Method : null;
}
