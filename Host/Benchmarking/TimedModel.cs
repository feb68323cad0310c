using GsFramework.Core.Inference;

namespace GsFramework.Host.Benchmarking;

/// <summary>A model in one form, as it is timed.</summary>
/// <param name="Model">The model as the user gave it. Forms of one compute the same and are compared with one
/// another.</param>
/// <param name="Format">How it is stored: a name of <c>gs export --format</c>.</param>
/// <param name="Path">Where: a MODEL folder or an .onnx file.</param>
internal sealed record TimedModel(string Model, string Format, string Path)
{
    /// <summary>The format of a MODEL folder.</summary>
    public const string FolderFormat = "safetensors";

    /// <summary>Its name in tables.</summary>
    public required string Name { get; init; }

    /// <summary>False where the file computes another network than its model, such as that without its quantisers; null
    /// where that was not compared.</summary>
    public bool? ComputesModel { get; init; }

    /// <summary>What runs it.</summary>
    public string Provider => IsFolder ? "torchsharp" : "onnxruntime";

    /// <summary>True for a MODEL folder.</summary>
    public bool IsFolder => Format == FolderFormat;

    /// <summary>Bytes of its weights, with the network where both are one file.</summary>
    public required long Bytes { get; init; }

    /// <summary>Multiply-accumulates (exact rule) for one image of the measured size, or null where that is not
    /// known.</summary>
    public long? Macs { get; init; }

    /// <summary>Opens it.</summary>
    public required Func<IImageNetwork> Open { get; init; }
}
