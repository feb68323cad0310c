using GsFramework.Graph;

namespace GsFramework.Core.Export.Onnx;

/// <summary>What an ONNX file takes and gives.</summary>
internal sealed record OnnxShape
{
    /// <summary>Images in a batch, or null for any number.</summary>
    public int? Batch { get; init; }

    /// <summary>Rows of an image, or null for any that the network takes.</summary>
    public int? Height { get; init; }

    /// <summary>Columns of an image, or null for any that the network takes.</summary>
    public int? Width { get; init; }

    /// <summary>The only size of image, or null for any that the network takes.</summary>
    public ImageSize? Size => this is { Height: { } height, Width: { } width } ? new ImageSize(height, width) : null;

    /// <summary>True for uint8 images (N, H, W, C) of 0 to 255, as cameras and screens have them; false for fp32 (N, C,
    /// H, W) in [-1, 1].</summary>
    public bool Pixels { get; init; }
}
