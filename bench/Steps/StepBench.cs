using System.Diagnostics;
using GsFramework.Bench.Results;
using GsFramework.Core.Objective;

namespace GsFramework.Bench.Steps;

/// <summary>Steps of one size, which take turns in a new random order in each round, so that a busy moment of the
/// machine hits all of them.</summary>
internal static class StepBench
{
    // Until libtorch has the memory that it keeps.
    private const int WarmUp = 6;

    /// <summary>Measures.</summary>
    /// <param name="shape">The size.</param>
    /// <param name="kinds">What takes turns.</param>
    /// <param name="rounds">Turns of each that count.</param>
    /// <param name="measured">How and where.</param>
    public static ShapeResult Measure(
        StepShape shape,
        IReadOnlyList<StepKind> kinds,
        int rounds,
        Measurement measured
    )
    {
        var runs = kinds.Select(kind => kind.Prepare(shape)).ToArray();
        var turns = kinds.Select(static _ => new List<StepTurn>()).ToArray();
        try
        {
            var random = new Random(1);
            for (var round = -WarmUp; round < rounds; round++)
            {
                var order = Enumerable.Range(0, runs.Length).ToArray();
                random.Shuffle(order);
                foreach (var turn in order)
                {
                    var time = Turn(runs[turn]);
                    if (round >= 0)
                    {
                        turns[turn].Add(time);
                    }
                }
            }
        }
        finally
        {
            foreach (var run in runs)
            {
                run.Dispose();
            }
        }

        return new ShapeResult(shape, rounds, measured, [.. kinds.Select(Result)]);

        StepResult Result(StepKind kind, int number)
        {
            var own = turns[number];
            var other = kinds.Select(static known => known.Name).ToList().IndexOf(kind.Against ?? "");
            Spread? Ratio(Func<StepTurn, double> of) =>
                other < 0 ? null : Spread.Of(turns[other].Zip(own, (theirs, ours) => of(theirs) / ours.Milliseconds));
            return new(
                kind.Name,
                Spread.Of(own.Select(static turn => turn.Milliseconds)),
                Parts(own),
                other < 0 ? null : kind.Against,
                Ratio(static turn => turn.Milliseconds),
                Ratio(static turn => turn.Milliseconds - turn.Parts.GetValueOrDefault(StepPart.Teacher))
            );
        }
    }

    private static Dictionary<string, double> Parts(IReadOnlyList<StepTurn> turns) =>
        StepPart
            .All.Where(part => turns.Any(turn => turn.Parts.ContainsKey(part)))
            .ToDictionary(
                static part => part,
                part => Spread.Of(turns.Select(turn => turn.Parts.GetValueOrDefault(part))).Median
            );

    private static StepTurn Turn(IStepRun run)
    {
        var watch = Stopwatch.StartNew();
        run.Run();
        return new(watch.Elapsed.TotalMilliseconds, run.Clock.Take());
    }

    private sealed record StepTurn(double Milliseconds, IReadOnlyDictionary<string, double> Parts);
}
