using GsFramework.Bench.Results;
using GsFramework.Bench.Steps;

namespace GsFramework.Bench.Scaling;

/// <summary><c>--scaling</c>: each size in a process of its own, since memory that was freed is kept.</summary>
internal static class ScalingCommand
{
    private static readonly StepShape _middle = new(32, 6, 64, 4);

    /// <summary>Measures, and prints or writes.</summary>
    /// <param name="arguments">Of the program.</param>
    /// <param name="rounds">Steps that are timed.</param>
    /// <param name="threads">Of libtorch; 0 for all cores.</param>
    /// <param name="folder">Where results are written; null for nowhere.</param>
    public static void Run(IReadOnlyList<string> arguments, int rounds, int threads, string? folder)
    {
        ScalingSeries Of(string quantity, IEnumerable<int> values, Func<int, StepShape> shape)
        {
            ScalingPoint[] points = [.. values.Select(value => Point(value, shape(value), rounds, threads))];
            return new(
                quantity,
                points,
                PowerLaw.Exponent(points.Select(static point => ((double)point.Value, point.Milliseconds.Median))),
                PowerLaw.Exponent(points.Select(static point => ((double)point.Value, point.Megabytes)))
            );
        }

        var results = new ScalingResults(
            1,
            Measurement.Now(arguments),
            rounds,
            [
                Of("width", [8, 16, 32, 64], static width => _middle with { Width = width }),
                Of("side", [32, 64, 128, 256], static side => _middle with { Side = side, Batch = 1 }),
                Of("batch", [1, 2, 4, 8, 16], static batch => _middle with { Batch = batch }),
            ]
        );
        var tables = ScalingTables.Of(results);
        Console.WriteLine(tables);
        if (folder is not null)
        {
            new ResultFolder(folder).Write(ScalingResults.File, results, tables);
        }
    }

    private static ScalingPoint Point(int value, StepShape shape, int rounds, int threads)
    {
        using var child = ScalingChild.Start(shape, rounds, threads);
        var (milliseconds, megabytes) = child.Read();
        return new(value, milliseconds, megabytes);
    }
}
