using GsFramework.Bench.Results;
using GsFramework.Bench.Scaling;
using GsFramework.Bench.Steps;

namespace GsFramework.Bench.Waiting;

/// <summary><c>--waiting</c>: a step has a thousand moments in which one thread waits for another. To sleep costs the
/// time to wake up, to stay awake takes the core from other processes.</summary>
internal static class WaitingCommand
{
    private static readonly StepShape _shape = new(32, 6, 64, 4);
    private static readonly int?[] _spinCounts = [null, 0, 1000, 5000, 20000];

    /// <summary>Measures, and prints or writes.</summary>
    /// <param name="arguments">Of the program.</param>
    /// <param name="rounds">Steps that are timed.</param>
    /// <param name="folder">Where results are written; null for nowhere.</param>
    public static void Run(IReadOnlyList<string> arguments, int rounds, string? folder)
    {
        var measured = Measurement.Now(arguments);
        var rows = _spinCounts.Select(count => Row(count, measured.Threads, rounds)).ToList();
        rows.Add(Row(null, threads: Math.Max(1, measured.Threads / 2), rounds));
        var results = new WaitingResults(1, measured, rounds, rows);
        var tables = WaitingTables.Of(results);
        Console.WriteLine(tables);
        if (folder is not null)
        {
            new ResultFolder(folder).Write(WaitingResults.File, results, tables);
        }
    }

    private static WaitingRow Row(int? spinCount, int threads, int rounds)
    {
        using var alone = ScalingChild.Start(_shape, rounds, threads, spinCount);
        var time = alone.Read().Milliseconds;
        using var left = ScalingChild.Start(_shape, rounds, threads, spinCount);
        using var right = ScalingChild.Start(_shape, rounds, threads, spinCount);
        Spread[] both = [left.Read().Milliseconds, right.Read().Milliseconds];
        var together = new Spread(
            both.Average(static spread => spread.Median),
            both.Min(static spread => spread.Lower),
            both.Max(static spread => spread.Upper)
        );
        return new(spinCount, threads, time, together, Math.Round(2 * time.Median / together.Median, 2));
    }
}
