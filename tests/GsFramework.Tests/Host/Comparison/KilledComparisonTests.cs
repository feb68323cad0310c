using System.Diagnostics;
using System.Text.Json.Nodes;
using GsFramework.Host.Runs;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Pipeline;

namespace GsFramework.Tests.Host.Comparison;

/// <summary>A comparison that dies without a chance to do anything, as by <c>kill -9</c>.</summary>
[Collection(nameof(WholeRuns))]
public sealed class KilledComparisonTests : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void A_killed_comparison_goes_on_without_losing_a_step()
    {
        // No checkpoint but the one that the death of the comparison asks for.
        var line = _project.Line(
            "compare",
            _project.Out,
            "comparison:methods:0=gs-32",
            "comparison:ratios:0=1.5",
            "comparison:seeds:0=3",
            "training:budget:updates=700",
            "training:slim:steps=4",
            "training:checkpointEvery=1000000",
            "training:sampleEvery=20"
        );
        var run = _project["out", "runs", "gs-32-1.5x-s3"];
        var checkpoint = Path.Combine(run, "checkpoints", "finetune.safetensors");
        using (var process = Start(line))
        {
            Wait(() => process.HasExited || IsFineTuning(run));
            process.Kill();
            process.WaitForExit();
        }

        Wait(() => File.Exists(checkpoint) && !new RunDirectory(run).IsHeld);
        var done = FineTuned(run);
        var gs = Gs.Run(line);

        Assert.InRange(done, 20, 695);
        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Equal(done, ContinuedAt(run));
        var steps = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "result.json")))!["steps"]!;
        Assert.Equal(700, (int)steps["slim"]! + (int)steps["finetune"]!);
        Assert.Equal((int)steps["finetune"]!, FineTuned(run));
    }

    // The first picture of the phase is the first that it leaves.
    private static bool IsFineTuning(string run) =>
        Path.Combine(run, "samples") is var samples
        && Directory.Exists(samples)
        && Directory.EnumerateFiles(samples, "finetune-*").Any();

    private static int FineTuned(string run) =>
        File.ReadLines(Path.Combine(run, "metrics.csv"))
            .Count(static row => row.StartsWith("finetune,", StringComparison.Ordinal));

    private static int ContinuedAt(string run) =>
        File.ReadLines(Path.Combine(run, "log.jsonl"))
            .Select(static line => JsonNode.Parse(line)!)
            .Where(static entry => (string)entry["@mt"]! == "Continuing {Phase} at step {Step}")
            .Select(static entry => (int)entry["Step"]!)
            .Single();

    private static Process Start(string[] arguments)
    {
        var process = GsProcess.Start(new Dictionary<string, string?>(), arguments);
        process.ErrorDataReceived += static (_, _) => { };
        process.OutputDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return process;
    }

    private static void Wait(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < _patience, "It has not happened within two minutes.");
            Thread.Sleep(20);
        }
    }
}
