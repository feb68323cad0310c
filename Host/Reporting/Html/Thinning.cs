namespace GsFramework.Host.Reporting.Html;

/// <summary>Makes long series short.</summary>
internal static class Thinning
{
    /// <summary>At most that many points; each is the mean of equally many neighbours, so that nothing is picked
    /// out.</summary>
    public static IReadOnlyList<MetricsPoint> To(int most, IReadOnlyList<MetricsPoint> points)
    {
        var size = Size(most, points.Count);
        return size == 1
            ? points
            :
            [
                .. points
                    .Chunk(size)
                    .Select(static chunk => new MetricsPoint(
                        chunk.Average(static point => point.Step),
                        chunk.Average(static point => point.Value)
                    )),
            ];
    }

    /// <summary>How many neighbours become one point.</summary>
    public static int Size(int most, int count) => Math.Max(1, (count + most - 1) / most);
}
