using System.Text.Json.Nodes;
using GsFramework.Host.Launching;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Comparison;
using GsFramework.Tests.Host.Pipeline;

namespace GsFramework.Tests.Host.Launching;

/// <summary>A comparison whose runs are carried out one by one, as a scheduler starts them.</summary>
public sealed class PlannedComparisonTests : IDisposable
{
    private static readonly string[] _sets =
    [
        "comparison:methods:0=gs-32",
        "comparison:methods:1=gs-32-ptq",
        .. ShortComparison.Terms,
    ];

    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void Command_lines_that_are_printed_make_the_table_of_a_local_comparison_whatever_becomes_of_the_file()
    {
        var local = Gs.Run(_project.Line("compare", _project["local"], _sets));
        var planned = Plan();

        // The file that it was made of counts no more.
        File.WriteAllText(_project.Config, "{ \"name\": ");
        var early = Gs.Run("compare-task", _project.Out, "--index", "1");
        var first = Gs.Run("compare-task", _project.Out, "--index", "0");
        var half = Gs.Run("compare", _project.Out, "--gather");
        var second = Gs.Run("compare-task", _project.Out, "--index", "1");
        var again = Gs.Run("compare-task", _project.Out, "--index", "1");
        var whole = Gs.Run("compare", _project.Out, "--gather");

        Assert.Equal((0, 0), (local.ExitCode, planned.ExitCode));
        Assert.Equal(
            ["compare-task", "compare-task", "compare"],
            planned
                .Output.Split('\n')
                .Where(static line => line.Contains("gs.dll", StringComparison.Ordinal))
                .Select(Verb)
        );
        Assert.Equal(2, early.ExitCode);
        Assert.Contains("'gs-32-1.5x-s3', with whose generator", early.Error, StringComparison.Ordinal);
        Assert.True((first.ExitCode, second.ExitCode, again.ExitCode) == (0, 0, 0), first.Error + second.Error);
        Assert.Contains("is finished", again.Error, StringComparison.Ordinal);
        Assert.True(half.ExitCode == 0, half.Error);
        Assert.Contains("1 of 2 runs are not in these tables", half.Error, StringComparison.Ordinal);
        Assert.True(whole.ExitCode == 0, whole.Error);
        Assert.Equal(Numbers(_project["local"]), Numbers(_project.Out));
        foreach (var name in new[] { "gs-32-1.5x-s3", "gs-32-ptq-1.5x-s3" })
        {
            var weights = Path.Combine("runs", name, "model", "weights.safetensors");
            Assert.Equal(
                File.ReadAllBytes(Path.Combine(_project["local"], weights)),
                File.ReadAllBytes(Path.Combine(_project.Out, weights))
            );
        }
    }

    [Fact]
    public void The_status_says_what_waits_what_is_finished_and_what_failed_and_why()
    {
        Plan("comparison:seeds:1=4");
        Gs.Run("compare-task", _project.Out, "--index", "0");
        foreach (var reason in new[] { "first", "second", "the disk is full" })
        {
            new TaskHistory(_project.Out, "gs-32-ptq-1.5x-s3").Add(TaskEventKind.Failed, reason);
        }

        var status = Gs.Run("status", _project.Out, "--json");
        var refused = Gs.Run("compare-task", _project.Out, "--index", "1");

        Assert.True(status.ExitCode == 0, status.Error);
        var runs = JsonNode.Parse(status.Output)!["runs"]!.AsArray();
        Assert.Equal(
            ["finished", "failed", "waiting", "waiting"],
            runs.Select(static run => (string)run!["state"]!)
        );
        Assert.Contains("the disk is full", (string)runs[1]!["reason"]!, StringComparison.Ordinal);
        Assert.Equal(Environment.MachineName, (string)runs[0]!["host"]!);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("the disk is full", refused.Error, StringComparison.Ordinal);
        Assert.Contains("4 runs: 1 failed, 1 finished, 2 waiting", Gs.Run("status", _project.Out).Output);
    }

    [Fact]
    public void A_run_that_fails_is_given_up_after_three_times_and_tried_again_when_a_user_asks()
    {
        string[] tooMuch = ["comparison:define:gs-32:set:0=objective:terms:channel-pruning:targetMacRatio=500"];
        Plan(tooMuch);
        var reasons = Enumerable.Range(0, 4).Select(_ => Gs.Run("compare-task", _project.Out, "--index", "0").Error);

        Assert.All(reasons.Take(3), static reason =>
            Assert.Contains("targetMacRatio is 500", reason, StringComparison.Ordinal)
        );
        var given = Gs.Run("compare-task", _project.Out, "--index", "0");
        Assert.Equal(2, given.ExitCode);
        Assert.Contains("is not started again: it has failed 3 times", given.Error, StringComparison.Ordinal);
        Assert.Contains("targetMacRatio is 500", given.Error, StringComparison.Ordinal);
        Assert.Empty(Launches.Levels(_project.Out, TaskPlan.Read(_project.Out)));

        Plan(tooMuch);

        Assert.Equal(
            [1, 1],
            Launches.Levels(_project.Out, TaskPlan.Read(_project.Out)).Select(static level => level.Count)
        );
    }

    [Theory]
    [InlineData("no plan.jsonl", 0, "")]
    [InlineData("line 1 is no JSON", 0, "{ \"index\": ")]
    [InlineData("line 1 has a number that is not its own", 0, "{ \"index\": 4 }")]
    [InlineData("has 2 runs, from 0", 7, null)]
    public void A_plan_that_is_not_there_or_is_damaged_is_told(string message, int index, string? content)
    {
        Plan();
        var path = TaskPlan.In(_project.Out);
        if (content == "")
        {
            File.Delete(path);
        }
        else if (content is not null)
        {
            var line = JsonNode.Parse(File.ReadLines(path).First())!.AsObject();
            line["index"] = 4;
            File.WriteAllText(path, content.EndsWith('}') ? line.ToJsonString() : content);
        }

        var gs = Gs.Run("compare-task", _project.Out, "--index", $"{index}");

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(message, gs.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_configuration_that_was_changed_in_the_plan_and_another_plugin_are_refused()
    {
        Plan();
        var path = TaskPlan.In(_project.Out);
        var plan = File.ReadAllText(path);
        File.WriteAllText(path, plan.Replace("\"seed\":3", "\"seed\":8", StringComparison.Ordinal));
        var changed = Gs.Run("compare-task", _project.Out, "--index", "0");
        File.WriteAllText(path, plan);
        ShortComparison.ForgePlugin(_project["out", "plugins.lock.json"]);
        var other = Gs.Run("compare-task", _project.Out, "--index", "0");

        Assert.Equal((2, 2), (changed.ExitCode, other.ExitCode));
        Assert.Contains("is not the one that was planned", changed.Error, StringComparison.Ordinal);
        Assert.Contains("The plugins are not those with which", other.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_project["out", "runs", "gs-32-1.5x-s3"]));
    }

    [Fact]
    public void An_interrupted_run_continues_from_its_checkpoint_and_its_history_says_so()
    {
        Plan();
        var stopped = Gs.RunUntil(
            static line => line.StartsWith("slim ", StringComparison.Ordinal),
            "compare-task",
            _project.Out,
            "--index",
            "0"
        );
        var status = Gs.Run("status", _project.Out);
        var ended = Gs.Run("compare-task", _project.Out, "--index", "0");

        Assert.Equal((130, 0), (stopped.ExitCode, ended.ExitCode));
        Assert.Contains("interrupted", status.Output, StringComparison.Ordinal);
        Assert.Contains("Continuing slim at step", ended.Error, StringComparison.Ordinal);
        Assert.Equal(
            [
                TaskEventKind.Asked,
                TaskEventKind.Started,
                TaskEventKind.Interrupted,
                TaskEventKind.Started,
                TaskEventKind.Finished,
            ],
            new TaskHistory(_project.Out, "gs-32-1.5x-s3").Read().Select(static entry => entry.Kind)
        );
    }

    private Gs Plan(params string[] sets) =>
        Gs.Run([.. _project.Line("compare", _project.Out, [.. _sets, .. sets]), "--launcher", "none"]);

    private static string Verb(string line) =>
        line.Split(' ').SkipWhile(static word => !word.EndsWith("gs.dll", StringComparison.Ordinal)).ElementAt(1);

    // All that is no time and no name of a place.
    private static string Numbers(string folder) =>
        string.Join(
            '\n',
            JsonNode
                .Parse(File.ReadAllText(Path.Combine(folder, "comparison.json")))!["runs"]!.AsArray()
                .Select(static run =>
                    $"{run!["methodName"]} {run["macs"]} {run["bytes"]} {run["parameters"]} {run["scores"]}"
                )
        );
}
