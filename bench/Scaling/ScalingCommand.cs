using System.Diagnostics;
using System.Globalization;
using GsFramework.Bench.Results;
using GsFramework.Bench.Steps;
using GsFramework.Host.Benchmarking;

namespace GsFramework.Bench.Scaling;

/// <summary><c>--scaling</c>: each size in a process of its own, since memory that was freed is kept.</summary>
internal static class ScalingCommand
{
    private const string ChildOption = "--scaling-child";
    private const int WarmUp = 2;

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
            ScalingPoint[] points = [.. values.Select(value => Child(value, shape(value), rounds, threads))];
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

    /// <summary>Measures one size where the process is to do so.</summary>
    /// <returns>False where it is no such process.</returns>
    public static bool Obey(string[] arguments, int rounds)
    {
        if (Array.IndexOf(arguments, ChildOption) is not (>= 0 and var at))
        {
            return false;
        }

        int Number(int place) => int.Parse(arguments[at + place], CultureInfo.InvariantCulture);
        var memory = new PeakMemory();
        using var run = new ProductRun(new(Number(1), Number(2), Number(3), Number(4)), null, bfloat16: false);
        var times = new List<double>();
        for (var round = -WarmUp; round < rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            run.Run();
            if (round >= 0)
            {
                times.Add(watch.Elapsed.TotalMilliseconds);
            }
        }

        var spread = Spread.Of(times);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{spread.Median} {spread.Lower} {spread.Upper} {memory.Growth / 1e6:0}"
            )
        );
        return true;
    }

    private static ScalingPoint Child(int value, StepShape shape, int rounds, int threads)
    {
        int[] numbers = [shape.Width, shape.Blocks, shape.Side, shape.Batch];
        var start = OwnProcess.Start([
            ChildOption,
            .. numbers.Select(Text),
            "--runs",
            Text(rounds),
            "--threads",
            Text(threads),
        ]);
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start)!;
        var words = process.StandardOutput.ReadToEnd().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        double Read(int place) => double.Parse(words[place], CultureInfo.InvariantCulture);
        return new(value, new(Read(0), Read(1), Read(2)), Read(3));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
