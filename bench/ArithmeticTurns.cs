using System.Diagnostics;
using System.Globalization;
using GsFramework.Core.Arithmetic;

namespace GsFramework.Bench;

/// <summary>Scenarios under each arithmetic. A process cannot go back from one to another, so each has its own; they
/// take turns, and all but one wait.</summary>
internal static class ArithmeticTurns
{
    public static void Print(IReadOnlyList<Scenario> scenarios, int runs, int threads)
    {
        var workers = Enum.GetValues<ArithmeticKind>()
            .Select(static kind => ArithmeticState.NameOf(kind))
            .Select(name => (Name: name, Process: Start(name, threads)))
            .ToArray();
        try
        {
            Console.WriteLine(
                $"median ms of {runs} steps, threads {(threads > 0 ? threads : Environment.ProcessorCount)}, in turn"
            );
            foreach (var (name, process) in workers)
            {
                Console.WriteLine($"{name,-10} {process.StandardOutput.ReadLine() ?? "does not compute right here"}");
            }

            Console.WriteLine(
                $"{"scenario",-60} {string.Join(' ', workers.Select(static worker => $"{worker.Name,10}"))}"
            );
            for (var i = 0; i < scenarios.Count; i++)
            {
                var processes = workers.Select(static worker => worker.Process).ToArray();
                var medians = Medians(processes, NumberOf(scenarios[i]), runs)
                    .Select(static time => $"{time?.Wall.ToString("0.0", CultureInfo.InvariantCulture) ?? "-",10}");
                Console.WriteLine($"{scenarios[i].Name,-60} {string.Join(' ', medians)}");
            }
        }
        finally
        {
            foreach (var (_, process) in workers)
            {
                process.StandardInput.Close();
                process.WaitForExit();
                process.Dispose();
            }
        }
    }

    private static IReadOnlyList<StepTime?> Medians(IReadOnlyList<Process> workers, int scenario, int runs)
    {
        var times = workers.Select(static _ => new List<StepTime>()).ToArray();
        for (var run = -1; run < runs; run++)
        {
            foreach (var (i, worker) in workers.Index())
            {
                if (!worker.HasExited && Turn(worker, scenario) is var time && run >= 0) // the first is to warm up
                {
                    times[i].Add(time);
                }
            }
        }

        return [.. times.Select(static known => known.Count == 0 ? (StepTime?)null : StepTime.Median(known))];
    }

    private static StepTime Turn(Process worker, int scenario)
    {
        worker.StandardInput.WriteLine(scenario.ToString(CultureInfo.InvariantCulture));
        worker.StandardInput.Flush();
        var numbers = (
            worker.StandardOutput.ReadLine() ?? throw new InvalidOperationException("A worker has ended.")
        ).Split(' ');
        return new(
            double.Parse(numbers[0], CultureInfo.InvariantCulture),
            double.Parse(numbers[1], CultureInfo.InvariantCulture)
        );
    }

    private static int NumberOf(Scenario scenario) =>
        Scenarios.All.Select(static known => known.Name).ToList().IndexOf(scenario.Name);

    private static Process Start(string arithmetic, int threads)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            ArgumentList = { Worker.Option, "--threads", threads.ToString(CultureInfo.InvariantCulture) },
            Environment = { [TrustedArithmetic.Variable] = arithmetic },
        };
        return Process.Start(start)!;
    }
}
