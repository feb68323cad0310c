namespace GsFramework.Host.Reporting.Html.Plots;

/// <summary>Moves marks apart that would hide one another.</summary>
internal static class MarkSpacing
{
    /// <summary>Places as near to the given ones as they can be, in the same order, and nowhere nearer to each other
    /// than so far.</summary>
    /// <remarks>Less the room of those before it, each place must be at least that of its neighbour: isotonic
    /// regression, by pooling neighbours that are not.</remarks>
    public static IReadOnlyList<double> Apart(IReadOnlyList<double> places, double distance)
    {
        var order = Enumerable.Range(0, places.Count).OrderBy(index => places[index]).ToList();
        var pools = new Stack<(double Mean, int Count)>();
        foreach (var (rank, index) in order.Index())
        {
            var pool = (Mean: places[index] - (rank * distance), Count: 1);
            while (pools.TryPeek(out var before) && before.Mean > pool.Mean)
            {
                pools.Pop();
                pool = (
                    ((before.Mean * before.Count) + (pool.Mean * pool.Count)) / (before.Count + pool.Count),
                    before.Count + pool.Count
                );
            }

            pools.Push(pool);
        }

        var moved = new double[places.Count];
        var fitted = pools.Reverse().SelectMany(static pool => Enumerable.Repeat(pool.Mean, pool.Count));
        foreach (var (rank, place) in fitted.Index())
        {
            moved[order[rank]] = place + (rank * distance);
        }

        return moved;
    }
}
