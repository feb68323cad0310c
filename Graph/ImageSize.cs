namespace GsFramework.Graph;

/// <summary>
/// The size of an image in pixels: rows, then columns, as in the shape of a tensor and as <c>--size HxW</c> takes it.
/// That to which the images of a run are brought, an image source takes in its constructor; the host supplies it.
/// </summary>
/// <param name="Height">H.</param>
/// <param name="Width">W.</param>
public sealed record ImageSize(int Height, int Width)
{
    /// <summary>A square.</summary>
    public static ImageSize Square(int side) => new(side, side);

    /// <summary>HxW, the only way in which a size is printed.</summary>
    public override string ToString() => $"{Height}x{Width}";
}
