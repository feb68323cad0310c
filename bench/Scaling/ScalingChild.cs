using System.Diagnostics;
using System.Globalization;
using GsFramework.Bench.Results;
using GsFramework.Bench.Steps;
using GsFramework.Host.Benchmarking;

namespace GsFramework.Bench.Scaling;

/// <summary>A process of its own that makes the program's steps in fp32, and tells their time and memory.</summary>
internal sealed class ScalingChild : IDisposable
{
    private const string Option = "--scaling-child";
    private const int WarmUp = 2;

    private readonly Process _process;

    private ScalingChild(Process process) => _process = process;

    /// <summary>Starts one.</summary>
    /// <param name="shape">The size of its steps.</param>
    /// <param name="rounds">Steps that are timed.</param>
    /// <param name="threads">Of libtorch; 0 for all cores.</param>
    /// <param name="spinCount">How long a waiting thread stays awake; null for as the program sets it.</param>
    public static ScalingChild Start(StepShape shape, int rounds, int threads, int? spinCount = null)
    {
        int[] numbers = [shape.Width, shape.Blocks, shape.Side, shape.Batch];
        var start = OwnProcess.Start([
            Option,
            .. numbers.Select(Text),
            "--runs",
            Text(rounds),
            "--threads",
            Text(threads),
        ]);
        start.RedirectStandardOutput = true;
        if (spinCount is { } count)
        {
            start.Environment["GOMP_SPINCOUNT"] = Text(count);
        }

        return new(Process.Start(start)!);
    }

    /// <summary>Makes the steps where the process is to do so.</summary>
    /// <returns>False where it is no such process.</returns>
    public static bool Obey(string[] arguments, int rounds)
    {
        if (Array.IndexOf(arguments, Option) is not (>= 0 and var at))
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

    /// <summary>Waits for its end.</summary>
    public (Spread Milliseconds, double Megabytes) Read()
    {
        var words = _process.StandardOutput.ReadToEnd().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        _process.WaitForExit();
        double Number(int place) => double.Parse(words[place], CultureInfo.InvariantCulture);
        return (new(Number(0), Number(1), Number(2)), Number(3));
    }

    public void Dispose() => _process.Dispose();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
