using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using GsFramework.Data;
using GsFramework.Graph;

namespace GsFramework.Host.Commands;

/// <summary>An option that says how large images are: a side, or rows x columns.</summary>
internal static class SizeOption
{
    // No network of today runs images of this side, and products of two of them stay far from the limits of integers.
    private const int MostPixels = 65_536;

    /// <summary>Makes one.</summary>
    public static Option<string?> Create(string description) =>
        new("--size")
        {
            HelpName = "N|HxW",
            Description = description,
            Validators = { Refuse },
        };

    /// <summary>The size that a text says, or null when it is none.</summary>
    public static ImageSize? Read(string? text)
    {
        int[] sides =
        [
            .. (text ?? "")
                .Split('x')
                .Select(static side =>
                    int.TryParse(side, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0
                ),
        ];
        return sides is [> 0 and <= MostPixels] or [> 0 and <= MostPixels, > 0 and <= MostPixels]
            ? new ImageSize(sides[0], sides[^1])
            : null;
    }

    private static void Refuse(OptionResult result)
    {
        if (result.Tokens is [var token] && Read(token.Value) is null)
        {
            result.AddError(
                $"{result.Option.Name} {token.Value}: expected a side in pixels, such as 256, or rows x columns, "
                    + $"such as 192x256, each at most {MostPixels}."
            );
        }
    }
}
