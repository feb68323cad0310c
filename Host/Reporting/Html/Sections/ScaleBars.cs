using GsFramework.Host.Runs;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Sections;

/// <summary>A small histogram of the scales γ of a layer.</summary>
internal static class ScaleBars
{
    private const int Bar = 4;
    private const int Height = 18;

    /// <summary>The bars: how many γ are 0 first, in another colour, then those by their size; empty where they are not
    /// known.</summary>
    public static Markup Of(ScaleHistogram? scales)
    {
        if (scales is null)
        {
            return Numbers.Unknown;
        }

        int[] all = [scales.Zeros, .. scales.Counts];
        var most = Math.Max(1, all.Max());
        return Tag(
                "svg",
                all.Select(
                    (count, number) =>
                        Tag(number == 0 ? "rect.zero" : "rect")
                            .With("x", $"{(number * Bar) + (number == 0 ? 0 : 2)}")
                            .With("y", Numbers.Css(Height - ((double)Height * count / most)))
                            .With("width", $"{Bar - 1}")
                            .With("height", Numbers.Css((double)Height * count / most))
                )
            )
            .With("viewBox", $"0 0 {(all.Length * Bar) + 2} {Height}")
            .With("class", "scales")
            .With("role", "img")
            .With(
                "aria-label",
                $"{scales.Zeros} of {all.Sum()} are 0, the largest is {Numbers.About(scales.Largest)}"
            );
    }
}
