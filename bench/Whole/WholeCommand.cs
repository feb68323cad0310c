using System.Diagnostics;
using System.Globalization;
using GsFramework.Bench.Results;
using GsFramework.Core.Interchange;

namespace GsFramework.Bench.Whole;

/// <summary><c>--whole</c>: the program's run and the reference's for each seed, in turn, each in a process of its own
/// as a user's is.</summary>
internal static class WholeCommand
{
    private const string ChildOption = "--whole-child";
    private const double MacRatio = 10;

    /// <summary>Runs them, and prints or writes what they took and scored.</summary>
    /// <param name="arguments">Of the program.</param>
    /// <param name="seeds">The seeds.</param>
    /// <param name="ways">Which of the two.</param>
    /// <param name="sets">What is laid over the quickstart's configuration.</param>
    /// <param name="folder">Where results are written; null for nowhere.</param>
    public static void Run(
        IReadOnlyList<string> arguments,
        IReadOnlyList<int> seeds,
        IReadOnlyList<string> ways,
        IReadOnlyList<string> sets,
        string? folder
    )
    {
        var measured = Measurement.Now(arguments);
        var results = folder is null ? null : new ResultFolder(folder).Read<WholeResults>(WholeResults.File);
        results ??= new WholeResults(1, MacRatio, []);
        foreach (var (turn, seed) in seeds.Index())
        {
            foreach (var way in turn % 2 == 0 ? ways : ways.Reverse())
            {
                results = results.With(Child(seed, way, sets, measured));
                if (folder is not null)
                {
                    new ResultFolder(folder).Write(WholeResults.File, results, WholeTables.Of(results));
                }
            }
        }

        Console.WriteLine(WholeTables.Of(results));
    }

    /// <summary>Runs one where the process is to do so, and writes it to a file.</summary>
    /// <returns>False where it is no such process.</returns>
    public static bool Obey(string[] arguments)
    {
        if (Array.IndexOf(arguments, ChildOption) is not (>= 0 and var at))
        {
            return false;
        }

        var order = RecordJson.Read<Order>(arguments[at + 1]);
        var config = Path.Combine(RepositoryFolder.Of("configs"), "quickstart.json");
        var run = WholeChild.Run(config, order.Sets, order.Seed, order.Way, order.Measured);
        File.WriteAllText(arguments[at + 1], RecordJson.Text(run));
        return true;
    }

    private static WholeRun Child(int seed, string way, IReadOnlyList<string> sets, Measurement measured)
    {
        var file = Path.GetTempFileName();
        try
        {
            string[] all =
            [
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"objective:terms:channel-pruning:targetMacRatio={MacRatio}"
                ),
                $"threads={measured.Threads}",
                .. sets,
            ];
            File.WriteAllText(file, RecordJson.Text(new Order(seed, way, all, measured)));
            var start = OwnProcess.Start(ChildOption, file);
            using var process = Process.Start(start)!;
            process.WaitForExit();
            return process.ExitCode == 0
                ? RecordJson.Read<WholeRun>(file)
                : throw new InvalidOperationException($"The {way} run of seed {seed} failed.");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private sealed record Order(int Seed, string Way, IReadOnlyList<string> Sets, Measurement Measured);
}
