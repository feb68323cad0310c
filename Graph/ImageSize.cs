namespace GsFramework.Graph;

/// <summary>
/// The size in pixels to which the images of a run are brought. An image source takes it in its constructor; the host
/// supplies it.
/// </summary>
/// <param name="Height">H.</param>
/// <param name="Width">W.</param>
public sealed record ImageSize(int Height, int Width)
{
    /// <summary>A square.</summary>
    public static ImageSize Square(int side) => new(side, side);

    /// <inheritdoc/>
    public override string ToString() => $"{Width}x{Height}";
}
