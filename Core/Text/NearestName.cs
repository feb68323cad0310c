namespace GsFramework.Core.Text;

/// <summary>Finds what a user may have meant.</summary>
internal static class NearestName
{
    private const int LargestDistance = 2;
    private const int ShortestPrefix = 3;
    private const int MostListed = 8;

    /// <summary>The name at most two edits away, or else one that begins like it; null when there is none.</summary>
    public static string? Of(string name, IEnumerable<string> names)
    {
        var known = names.ToList();
        return known
            .Select(candidate => (Name: candidate, Distance: Distance(name, candidate)))
            .Where(pair => pair.Distance <= LargestDistance && pair.Distance < Math.Max(name.Length, pair.Name.Length))
            .OrderBy(static pair => pair.Distance)
            .Select(static pair => pair.Name)
            .Concat(known.Where(candidate => BeginsAlike(name, candidate)))
            .FirstOrDefault();
    }

    /// <summary>The tail of a message: <c>; did you mean 'x'? There are: x, y</c>.</summary>
    public static string Advice(string name, IReadOnlyCollection<string> names)
    {
        var list = names.Count == 0 ? "There is none" : $"There are: {string.Join(", ", names)}";
        return Of(name, names) is { } nearest ? $"; did you mean '{nearest}'? {list}" : $". {list}";
    }

    /// <summary>The tail of a message where there may be many names: some of them, the nearest first.</summary>
    public static string AdviceOfMany(string name, IReadOnlyCollection<string> names)
    {
        if (names.Count <= MostListed)
        {
            return Advice(name, names);
        }

        var list =
            $"There are {names.Count}, such as "
            + $"{string.Join(", ", names.OrderBy(candidate => Distance(name, candidate)).Take(MostListed))}";
        return Of(name, names) is { } nearest ? $"; did you mean '{nearest}'? {list}" : $". {list}";
    }

    private static bool BeginsAlike(string name, string candidate) =>
        Math.Min(name.Length, candidate.Length) >= ShortestPrefix
        && (
            candidate.StartsWith(name, StringComparison.OrdinalIgnoreCase)
            || name.StartsWith(candidate, StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>Levenshtein distance without regard to case.</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var same = char.ToLowerInvariant(from[i - 1]) == char.ToLowerInvariant(to[j - 1]);
                var cost = Math.Min(diagonal + (same ? 0 : 1), 1 + Math.Min(row[j], row[j - 1]));
                (diagonal, row[j]) = (row[j], cost);
            }
        }

        return row[^1];
    }
}
