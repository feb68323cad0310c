using System.Text.Json.Nodes;
using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Interchange;
using GsFramework.Graph;

namespace GsFramework.Core.Export;

/// <summary>What is to be exported.</summary>
/// <param name="Model">The network and its fp32 weights; they stay the caller's.</param>
/// <param name="Folder">The folder from which it was read.</param>
internal sealed record ExportJob(LoadedModel Model, string Folder)
{
    /// <summary>What the user asked of an ONNX file.</summary>
    public OnnxExportOptions Onnx { get; init; } = new();

    /// <summary>The size of images on which an ONNX file is checked and calibrated, and for which costs are
    /// counted.</summary>
    public required ImageSize Size { get; init; }

    /// <summary>The images on which an ONNX file is checked.</summary>
    public required Lazy<ExportImages> CheckImages { get; init; }

    /// <summary>What an ONNX file says of the run that made the model; null where that is not known.</summary>
    public ModelOrigin? Origin { get; init; }

    /// <summary>Gives the images on which ranges are calibrated; null to take those that the model was trained
    /// with.</summary>
    public Func<ExportImages>? CalibrationImages { get; init; }
}

/// <summary>The run that made a model.</summary>
/// <param name="Method">The name of its method; empty before the run is finished.</param>
/// <param name="ConfigurationSha256">Of its configuration, in lower-case hexadecimal digits.</param>
internal sealed record ModelOrigin(string Method, string ConfigurationSha256);

/// <summary>What was exported.</summary>
/// <param name="Notes">What the user should know of it, a sentence each.</param>
internal sealed record ExportOutcome(IReadOnlyList<string> Notes)
{
    /// <summary>Why the file must not be taken for the model; null where it may.</summary>
    public string? Caution { get; init; }

    /// <summary>What was measured of it, for <c>--json</c>; null where nothing was.</summary>
    public JsonObject? Measured { get; init; }

    /// <summary>Whether the file computes what the model does; null where that was not measured.</summary>
    public bool? ComputesModel => Measured?["check"]?["computesModel"]?.GetValue<bool>();
}
