namespace GsFramework.Host.Comparison;

/// <summary>Of several things with two costs each, those that no other one beats.</summary>
internal static class ParetoFront
{
    /// <summary>The things for which there is no other that costs no more of both and less of one, in the order of the
    /// first cost. Of equals, all are kept.</summary>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> all, Func<T, double> first, Func<T, double> second)
    {
        return [.. all.Where(one => !all.Any(other => Beats(other, one))).OrderBy(first).ThenBy(second)];

        bool Beats(T other, T one) =>
            first(other) <= first(one)
            && second(other) <= second(one)
            && (first(other) < first(one) || second(other) < second(one));
    }
}
