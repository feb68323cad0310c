using System.ComponentModel;

namespace GsFramework.Core.Configuration;

/// <summary>The values of <c>export.formats</c>.</summary>
internal enum ExportFormat
{
    Onnx,
    OnnxFp16,
    OnnxInt8,
}

internal sealed record ExportOptions
{
    [Description(
        "Formats in which a finished run leaves its generator in export/, each checked on test images. Where "
            + "activations have no quantisers, onnx-int8 is calibrated on training images."
    )]
    public IReadOnlyList<ExportFormat> Formats { get; init; } = [];

    [Description("True for files that take images of data.imageSize only, as some runtimes of phones want them.")]
    public bool FixedSize { get; init; }

    [Description(
        "True for files that take and give uint8 images (N, H, W, C) of 0 to 255 instead of fp32 (N, C, H, W) in "
            + "[-1, 1]."
    )]
    public bool Pixels { get; init; }
}
