namespace GsFramework.Host.Searching;

/// <summary>The combinations that a sweep has tried or is trying. With the same seed a run gives the same result, so
/// that a second one would be wasted.</summary>
internal sealed class TriedValues(IEnumerable<SearchTrial> trials)
{
    private readonly HashSet<string> _tried = [.. trials.Select(static trial => Key(trial.Values))];

    /// <summary>True for values that a trial has.</summary>
    public bool Contains(IReadOnlyList<string> values) => _tried.Contains(Key(values));

    private static string Key(IReadOnlyList<string> values) => string.Join('\n', values);
}
