using System.Security.Cryptography;
using GsFramework.Host.Interchange;
using GsFramework.Host.Pipeline;

namespace GsFramework.Host.Export.Onnx;

/// <summary>What is known of the run that made a MODEL, where the MODEL still lies in the run's directory.</summary>
/// <param name="Directory">The run's directory.</param>
internal sealed record RunFacts(RunDirectory Directory)
{
    /// <summary>The run of a model, or null.</summary>
    public static RunFacts? Of(string modelFolder)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(modelFolder));
        return Path.GetDirectoryName(folder) is { } parent && new RunDirectory(parent) is var run
            && RealPath.Of(run.Model) == RealPath.Of(folder) && File.Exists(run.ResolvedConfiguration)
                ? new RunFacts(run)
                : null;
    }

    /// <summary>SHA-256 of its configuration in lower-case hexadecimal digits.</summary>
    public string ConfigurationSha256() =>
        Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Directory.ResolvedConfiguration)));

    /// <summary>Side of its images in pixels, or null where its configuration does not say.</summary>
    public int? ImageSize() => (int?)RunDirectory.ReadObject(Directory.ResolvedConfiguration)["data"]?["imageSize"];

    /// <summary>The name of its method, or null before the run is finished.</summary>
    public string? Method() => File.Exists(Directory.Result) ? (string?)RunDirectory.ReadObject(Directory.Result)["method"] : null;
}
