namespace GsFramework.Host.Searching;

/// <summary>Of several things with some costs each, those that no other one beats.</summary>
internal static class ParetoFront
{
    /// <summary>The things for which there is no other that costs no more of all and less of one, in the order of the
    /// first cost, then of the next. Of equals, all are kept.</summary>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> all, params Func<T, double>[] costs)
    {
        var points = all.Select(one => (Thing: one, Costs: costs.Select(cost => cost(one)).ToArray())).ToArray();
        var front = points
            .Where(one => !points.Any(other => Beats(other.Costs, one.Costs)))
            .OrderBy(static one => one.Costs[0]);
        return
        [
            .. Enumerable
                .Range(1, costs.Length - 1)
                .Aggregate(front, static (order, cost) => order.ThenBy(one => one.Costs[cost]))
                .Select(static one => one.Thing),
        ];
    }

    /// <summary>The rank of each point: 0 for those of the front, 1 for the front of the others, and so on
    /// (Goldberg 1989).</summary>
    public static int[] Ranks(IReadOnlyList<IReadOnlyList<double>> points)
    {
        var ranks = new int[points.Count];
        var left = Enumerable.Range(0, points.Count).ToList();
        for (var rank = 0; left.Count > 0; rank++)
        {
            var beaten = left.Where(one => left.Any(other => Beats(points[other], points[one]))).ToList();
            foreach (var one in left.Except(beaten))
            {
                ranks[one] = rank;
            }

            left = beaten;
        }

        return ranks;
    }

    /// <summary>True where a point costs no more of all and less of one.</summary>
    private static bool Beats(IReadOnlyList<double> other, IReadOnlyList<double> one)
    {
        var isLess = false;
        for (var cost = 0; cost < one.Count; cost++)
        {
            if (other[cost] > one[cost])
            {
                return false;
            }

            isLess |= other[cost] < one[cost];
        }

        return isLess;
    }
}
