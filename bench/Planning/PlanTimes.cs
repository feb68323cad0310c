using System.Diagnostics;
using System.Globalization;
using GsFramework.Core.Processes;

namespace GsFramework.Bench.Planning;

/// <summary>How long a comparison of many runs is planned, and how long its state is asked for: whole commands, each a
/// process of its own.</summary>
internal static class PlanTimes
{
    public const string Option = "--plan";

    // The methods of compare-ink-small.json at its one ratio.
    private const int RunsOfASeed = 7;

    /// <summary>Prints them.</summary>
    /// <param name="runs">Runs of the large comparison, at least; seeds are whole.</param>
    /// <param name="rounds">How often each command is given.</param>
    public static void Measure(int runs, int rounds)
    {
        var seeds = (runs + RunsOfASeed - 1) / RunsOfASeed;
        var folder = Directory.CreateTempSubdirectory("gs-plan-").FullName;
        var (few, many) = (Path.Combine(folder, "few"), Path.Combine(folder, "many"));
        try
        {
            Console.WriteLine($"seconds of a whole command, median of {rounds} (least, most)");
            Row("gs --version", rounds, () => { }, "--version");
            Row($"gs compare, {RunsOfASeed} runs", rounds, () => Remove(few), Compare(few, 1));
            Row($"gs compare, {seeds * RunsOfASeed} runs", rounds, () => Remove(many), Compare(many, seeds));
            Row("  the same again", rounds, () => { }, Compare(many, seeds));
            Row("gs status of them", rounds, () => { }, "status", many);
            Row("gs compare --gather of them", rounds, () => { }, "compare", many, "--gather");
        }
        finally
        {
            Remove(folder);
        }
    }

    private static string[] Compare(string output, int seeds) =>
        [
            "compare",
            Path.Combine(RepositoryFolder.Of("configs"), "compare-ink-small.json"),
            "--launcher",
            "none",
            "--out",
            output,
            .. Enumerable
                .Range(0, seeds)
                .SelectMany(static seed => new[] { "--set", $"comparison:seeds:{seed}={seed}" }),
        ];

    private static void Row(string name, int rounds, Action before, params string[] arguments)
    {
        var seconds = Enumerable.Range(0, rounds).Select(_ => Seconds(before, arguments)).Order().ToArray();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-28} {seconds[seconds.Length / 2],6:F2} ({seconds[0]:F2}, {seconds[^1]:F2})"
            )
        );
    }

    private static double Seconds(Action before, string[] arguments)
    {
        before();
        var clock = Stopwatch.StartNew();
        var code = ChildRun.Run(arguments, static _ => { }, CancellationToken.None, static _ => { });
        return code == ExitCode.Done
            ? clock.Elapsed.TotalSeconds
            : throw new InvalidOperationException($"'gs {arguments[0]}' ended with code {code}.");
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
