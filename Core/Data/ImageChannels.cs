namespace GsFramework.Core.Data;

/// <summary>The numbers of channels with which image files are read and written.</summary>
internal static class ImageChannels
{
    /// <summary>Luma.</summary>
    public const int Gray = 1;

    /// <summary>Red, green and blue.</summary>
    public const int Rgb = 3;

    /// <summary>Red, green, blue and opacity.</summary>
    public const int Rgba = 4;

    /// <summary>True where files can be read and written with that many.</summary>
    public static bool AreKnown(int channels) => channels is Gray or Rgb or Rgba;

    /// <summary>The number for the user, such as <c>1 channel (grey)</c>.</summary>
    public static string Text(long channels) =>
        channels switch
        {
            Gray => "1 channel (grey)",
            Rgb => "3 channels (RGB)",
            Rgba => "4 channels (RGBA)",
            _ => $"{channels} channels",
        };
}
