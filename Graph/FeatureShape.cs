namespace GsFramework.Graph;

/// <summary>The shape of one sample between two layers: channels, height and width (C, H, W).</summary>
/// <param name="Channels">C, at least 1.</param>
/// <param name="Height">H in pixels.</param>
/// <param name="Width">W in pixels.</param>
public readonly record struct FeatureShape(int Channels, int Height, int Width)
{
    /// <summary>The shape without its channels.</summary>
    public ImageSize Size => new(Height, Width);

    /// <summary>CxHxW.</summary>
    public override string ToString() => $"{Channels}x{Height}x{Width}";
}
