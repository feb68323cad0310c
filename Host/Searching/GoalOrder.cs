namespace GsFramework.Host.Searching;

/// <summary>Orders by one cost or several.</summary>
internal static class GoalOrder
{
    /// <summary>The best first. By several costs: the Pareto front, then the front of the others, and so on; in a front
    /// those that stand apart, for they are what the others do not replace (the crowding distance of NSGA-II, Deb et
    /// al. 2002). Of equals, the lower number.</summary>
    /// <param name="all">What is ordered; the result does not depend on the order it has.</param>
    /// <param name="costs">All to be small. What is no number is the worst.</param>
    /// <param name="number">Different for all.</param>
    public static IReadOnlyList<T> BestFirst<T>(
        IEnumerable<T> all,
        Func<T, IReadOnlyList<double>> costs,
        Func<T, int> number
    )
    {
        var items = all.OrderBy(number).ToArray();
        double[][] points = [.. items.Select(item => costs(item).Select(Comparable).ToArray())];
        if (points.All(static point => point.Length == 1))
        {
            return [.. items.Zip(points).OrderBy(static pair => pair.Second[0]).Select(static pair => pair.First)];
        }

        var ranks = ParetoFront.Ranks(points);
        var distances = new double[items.Length];
        foreach (var front in Enumerable.Range(0, items.Length).GroupBy(index => ranks[index]))
        {
            Crowd([.. front], points, distances);
        }

        return
        [
            .. Enumerable
                .Range(0, items.Length)
                .OrderBy(index => ranks[index])
                .ThenByDescending(index => distances[index])
                .Select(index => items[index]),
        ];
    }

    // How far the neighbours on both sides are from each other, summed over the costs; the ends are infinitely far.
    private static void Crowd(int[] front, double[][] points, double[] distances)
    {
        for (var cost = 0; cost < points[front[0]].Length; cost++)
        {
            var along = front.OrderBy(index => points[index][cost]).ToArray();
            var width = points[along[^1]][cost] - points[along[0]][cost];
            distances[along[0]] = distances[along[^1]] = double.PositiveInfinity;
            for (var at = 1; at < along.Length - 1 && width > 0 && double.IsFinite(width); at++)
            {
                distances[along[at]] += (points[along[at + 1]][cost] - points[along[at - 1]][cost]) / width;
            }
        }
    }

    private static double Comparable(double cost) => double.IsNaN(cost) ? double.PositiveInfinity : cost;
}
