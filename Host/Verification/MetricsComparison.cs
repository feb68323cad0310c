using GsFramework.Core.Configuration;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Verification;

/// <summary>Compares the rows of a replay with the recorded ones as they come.</summary>
/// <param name="recorded">The rows to compare with.</param>
/// <param name="differs">Is told of the first difference.</param>
internal sealed class MetricsComparison(IReadOnlyList<MetricsRow> recorded, Action<ValueDifference> differs)
{
    private readonly Dictionary<(string Phase, int Step), MetricsRow> _left = recorded.ToDictionary(static row =>
        (row.Phase, row.Step)
    );

    // Earlier versions did not measure it.
    private readonly bool _hasValidation = recorded.Any(static row => row.Values.ContainsKey(MetricColumns.Validation));

    /// <summary>Steps compared.</summary>
    public int Steps { get; private set; }

    /// <summary>Values compared.</summary>
    public int Values { get; private set; }

    /// <summary>Values that differ.</summary>
    public int Differing { get; private set; }

    /// <summary>All values that differ in the first step in which one does.</summary>
    public IReadOnlyList<ValueDifference> First { get; private set; } = [];

    /// <summary>The value of the first difference in the last step that had it, where the replay came further; it may
    /// be the same there.</summary>
    public ValueDifference? Last { get; private set; }

    /// <summary>True when every recorded row has been compared.</summary>
    public bool IsComplete => _left.Count == 0;

    /// <summary>Takes a row of the replay.</summary>
    public void Take(MetricsRow replayed)
    {
        if (!_left.Remove((replayed.Phase, replayed.Step), out var row))
        {
            Note([new ValueDifference(replayed.Phase, replayed.Step, "the step itself", null, "there")]);
            return;
        }

        Steps++;
        var found = new List<ValueDifference>();
        foreach (var name in Names(row, replayed))
        {
            var difference = new ValueDifference(
                row.Phase,
                row.Step,
                name,
                row.Values.GetValueOrDefault(name),
                replayed.Values.GetValueOrDefault(name)
            );
            Values++;
            if (difference.Recorded != difference.Replayed)
            {
                found.Add(difference);
            }

            if (First is [var first, ..] && first.Name == name)
            {
                Last = difference;
            }
        }

        Note(found);
    }

    /// <summary>Tells that the replay has come to its end.</summary>
    public void End()
    {
        if (recorded.FirstOrDefault(row => _left.ContainsKey((row.Phase, row.Step))) is { } missing)
        {
            Note([new ValueDifference(missing.Phase, missing.Step, "the step itself", "there", null)]);
        }
    }

    private IEnumerable<string> Names(MetricsRow row, MetricsRow replayed) =>
        row
            .Values.Keys.Union(replayed.Values.Keys)
            .Where(name => name != MetricColumns.Validation || _hasValidation);

    private void Note(List<ValueDifference> found)
    {
        Differing += found.Count;
        if (First.Count == 0 && found.Count > 0)
        {
            First = found;
            differs(found[0]);
        }
    }
}
