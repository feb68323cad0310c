using System.Text.Json.Nodes;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Pipeline;

namespace GsFramework.Tests.Host.Sweeping;

/// <summary>Whole sweeps of tiny networks.</summary>
public sealed class SweepTests : IDisposable
{
    private const string Weight = "objective.terms.distillation.weight";

    private static readonly string[] _trials =
    [
        $"sweep:keys:{Weight}:values:0=1",
        $"sweep:keys:{Weight}:values:1=5",
        $"sweep:keys:{Weight}:values:2=25",
        "training:budget:updates=6",
        "training:slim:steps=4",
    ];

    private static readonly string[] _halving = ["sweep:halving:rungs:0=3", "sweep:halving:rungs:1=5"];

    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void A_trial_that_stops_at_rungs_on_the_way_becomes_the_network_of_one_that_does_not()
    {
        var whole = Sweep("whole", _trials);
        var halved = Sweep("halved", [.. _trials, .. _halving]);

        Assert.True(whole.ExitCode == 0, whole.Error);
        Assert.True(halved.ExitCode == 0, halved.Error);
        var result = Result("halved");
        var best = (string)result["best"]!;
        Assert.Equal([3, 5, 6], Trial(result, best)["rungs"]!.AsArray().Select(static rung => (int)rung!["updates"]!));
        Assert.Equal(Weights("whole", best), Weights("halved", best));
        Assert.Equal(
            (double)Trial(Result("whole"), best)["goals"]![0]!["value"]!,
            (double)Trial(result, best)["goals"]![0]!["value"]!
        );
        Assert.Equal(2, result["trials"]!.AsArray().Count(static trial => (string)trial!["state"]! == "stopped"));
        Assert.Equal((6, 3, 3), (Updates(result, 0), Updates(result, 1), Updates(result, 2)));
        Assert.Equal((12, 18), ((int)result["updates"]!, (int)result["updatesOfAll"]!));
        Assert.Equal(18, (int)Result("whole")["updates"]!);
    }

    [Fact]
    public void Tasks_that_a_scheduler_starts_make_the_sweep_of_one_process_and_anybody_may_be_the_last()
    {
        string[] sets = [.. _trials, .. _halving];
        Succeed(Sweep("local", sets));
        var planned = Sweep("out", sets, "--launcher", "none");
        var lines = planned
            .Output.Split('\n')
            .Where(static line => line.Contains("gs.dll", StringComparison.Ordinal))
            .Select(static line => line[(line.IndexOf("gs.dll", StringComparison.Ordinal) + 7)..].Split(' '))
            .ToArray();

        Assert.Equal(["compare-task", "compare-task", "compare-task", "sweep"], lines.Select(static line => line[0]));
        foreach (var line in lines.Take(3))
        {
            var task = Gs.Run(line);
            Assert.True(task.ExitCode == 0, task.Error);
        }

        var gathered = Gs.Run(lines[3]);
        Assert.True(gathered.ExitCode == 0, gathered.Error);
        Assert.Equal(Numbers("local"), Numbers("out"));
        Assert.Equal(
            ["finished", "stopped", "stopped"],
            JsonNode
                .Parse(Gs.Run("status", _project.Out, "--json").Output)!["runs"]!.AsArray()
                .Select(static run => ((string)run!["state"]!).ToLowerInvariant())
                .Order()
        );
    }

    [Fact]
    public void An_interrupted_sweep_goes_on_where_it_was_and_chooses_the_same()
    {
        string[] sets = [.. _trials, .. _halving, "sweep:search=tpe", "sweep:runs=3", "sweep:tpe:startup=2"];
        Succeed(Sweep("whole", sets));
        Assert.Equal(0, Sweep("out", sets, "--launcher", "none").ExitCode);

        var pieces = 0;
        foreach (var index in new[] { "0", "1", "2" })
        {
            Gs task;
            while (
                (task = Gs.RunUntil(
                    static line => line.Split('/')[0] is "slim 2" or "slim 3" or "finetune 1" or "finetune 2",
                    "compare-task",
                    _project.Out,
                    "--index",
                    index
                )).ExitCode != 0
            )
            {
                Assert.True(task.ExitCode == 130 && ++pieces < 20, task.Error);
            }
        }

        Assert.True(pieces > 0);
        Assert.Equal(0, Gs.Run("sweep", _project.Out, "--gather").ExitCode);
        Assert.Equal(Numbers("whole"), Numbers("out"));
    }

    [Fact]
    public void Trials_are_scored_on_validation_images_and_the_best_one_on_test_images()
    {
        Succeed(Sweep("out", _trials));

        foreach (var run in Directory.GetDirectories(_project["out", "runs"]))
        {
            var scores = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "result.json")))!["scores"]!.AsArray();
            Assert.NotEmpty(scores);
            Assert.All(scores, static score => Assert.Equal("validation", (string)score!["split"]!));
        }

        var compress = Gs.Run("compress", _project["out", "best.json"], "--out", _project["best"]);
        Assert.True(compress.ExitCode == 0, compress.Error);
        var result = JsonNode.Parse(File.ReadAllText(_project["best", "result.json"]))!;
        Assert.All(result["scores"]!.AsArray(), static score => Assert.Equal("test", (string)score!["split"]!));
        Assert.Equal("tiny-best", (string)result["name"]!);

        // The same network: the values of the best trial are in the file.
        Assert.Equal(
            Weights("out", (string)Result("out")["best"]!),
            File.ReadAllBytes(_project["best", "model", "weights.safetensors"])
        );
    }

    [Fact]
    public void Several_goals_make_a_front_a_configuration_for_each_of_it_and_a_page()
    {
        var sweep = Sweep(
            "out",
            [
                .. _trials.Skip(3),
                "sweep:keys:objective.terms.channel-pruning.targetMacRatio:values:0=1.2",
                "sweep:keys:objective.terms.channel-pruning.targetMacRatio:values:1=1.8",
                $"sweep:keys:{Weight}:from=1",
                $"sweep:keys:{Weight}:to=30",
                $"sweep:keys:{Weight}:scale=log",
                $"sweep:keys:{Weight}:steps=2",
                "sweep:goals:0=l1-teacher",
                "sweep:goals:1=macs.compact",
            ]
        );

        Assert.True(sweep.ExitCode == 0, sweep.Error);
        var result = Result("out");
        string[] front = [.. result["front"]!.AsArray().Select(static name => (string)name!)];
        Assert.NotEmpty(front);
        Assert.Equal(
            front.Order(),
            Directory.GetFiles(_project["out", "front"]).Select(Path.GetFileNameWithoutExtension).Order()
        );
        foreach (var one in result["trials"]!.AsArray())
        {
            Assert.Equal(
                !front.Contains((string)one!["name"]!),
                result["trials"]!.AsArray().Any(other => Beats(other!, one!))
            );
        }

        var page = File.ReadAllText(_project["out", "report.html"]);
        Assert.All(["coordinates", "front", "trials"], id =>
            Assert.Contains($"<section id=\"{id}\"", page, StringComparison.Ordinal)
        );
        Assert.Contains("| trial-0000 |", File.ReadAllText(_project["out", "sweep.md"]), StringComparison.Ordinal);
        Assert.Equal(5, File.ReadAllLines(_project["out", "sweep.csv"]).Length);
    }

    [Fact]
    public void A_trial_that_cannot_be_trained_is_in_the_table_and_the_others_go_on()
    {
        var sweep = Sweep(
            "out",
            [
                "sweep:keys:objective.terms.channel-pruning.targetMacRatio:values:0=9000",
                "sweep:keys:objective.terms.channel-pruning.targetMacRatio:values:1=1.5",
                .. _trials.Skip(3),
            ]
        );
        var states = Result("out")["trials"]!
            .AsArray()
            .ToDictionary(static trial => (string)trial!["name"]!, static trial => (string)trial!["state"]!);

        Assert.True(sweep.ExitCode == 0, sweep.Error);
        Assert.Equal(("failed", "finished"), (states["trial-0000"], states["trial-0001"]));
        Assert.Contains("trial-0000: ", sweep.Output, StringComparison.Ordinal);
        Assert.Equal("trial-0001", (string)Result("out")["best"]!);
    }

    [Theory]
    [InlineData("sweep:goals:0=l1-techer", "'l1-techer' is no score or cost of result.json")]
    [InlineData("sweep:goals:0=macs.compct", "did you mean 'macs.compact'?")]
    [InlineData("sweep:goals:0=fd-means", "evaluation.metrics has no fd", "evaluation:metrics:0=l1")]
    [InlineData("sweep:keys:training.slim.stepps:values:0=4", "stepps")]
    [InlineData("sweep:keys:training.beta1:values:0=7", "training.beta1")]
    [InlineData("sweep:keys:training.slim.steps:values:0=4", "runs of different length", "sweep:halving:rungs:0=3")]
    [InlineData(
        "training:budget:cpuSeconds=9",
        "in processor time",
        "sweep:halving:rungs:0=3",
        "training:budget:updates=null"
    )]
    [InlineData("training:budget=null", "Give training.budget.updates", "sweep:halving:rungs:0=3")]
    [InlineData("sweep:keys:threads:values:0=2", "'threads' is the same for all runs")]
    [InlineData("sweep:goals:0=deployable.bytes", "before the end of a run", "sweep:halving:rungs:0=3")]
    [InlineData("sweep:keys=null", "expected an object")]
    [InlineData("sweep:halving:rungs:0=6", "6 is not below the 6 updates of a run")]
    [InlineData("sweep:halving:minimum=100", "100 is not below the 6 updates of a run")]
    [InlineData(
        "sweep:keys:data.batchSize:from=1",
        "give its range \"integer\": true",
        "sweep:keys:data.batchSize:to=3",
        "sweep:search=random"
    )]
    public void What_cannot_be_searched_is_refused_before_anything_is_written(
        string set,
        string message,
        params string[] more
    )
    {
        var sweep = Sweep("out", [.. _trials, set, .. more]);

        Assert.Equal(2, sweep.ExitCode);
        Assert.Contains(message, sweep.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", sweep.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_project.Out));
    }

    [Theory]
    [InlineData("goes with --gather", "--retry")]
    [InlineData("exclude each other", "--plan", "--gather")]
    public void Options_that_do_not_go_together_are_refused(string message, params string[] options)
    {
        var sweep = Sweep("out", _trials, options);
        var compare = Gs.Run(["compare", _project.Config, .. options]);

        Assert.Equal((2, 2), (sweep.ExitCode, compare.ExitCode));
        Assert.All(new[] { sweep, compare }, gs => Assert.Contains(message, gs.Error, StringComparison.Ordinal));
        Assert.False(Directory.Exists(_project.Out));
    }

    [Fact]
    public void Without_validation_images_nothing_is_begun()
    {
        Directory.Delete(_project["data", "valA"], recursive: true);

        var sweep = Sweep("out", [.. _trials, "data:source:validationFraction=0"]);

        Assert.True(sweep.ExitCode == 2, sweep.Error);
        Assert.Contains("no validation images of A", sweep.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_project.Out));
    }

    [Fact]
    public void An_empty_plan_is_a_damaged_one()
    {
        Succeed(Sweep("out", _trials, "--launcher", "none"));
        File.WriteAllText(_project["out", "plan.jsonl"], "");

        var gather = Gs.Run("sweep", _project.Out, "--gather");

        Assert.Equal(2, gather.ExitCode);
        Assert.Contains("plan.jsonl", gather.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trial_whose_folder_is_gone_is_named_and_made_again_with_the_same_numbers()
    {
        Succeed(Sweep("out", [.. _trials, .. _halving]));
        var (before, numbers) = (Result("out"), Numbers("out"));
        var best = (string)before["best"]!;
        var weights = Weights("out", best);
        Directory.Delete(_project["out", "runs", best], recursive: true);

        var gather = Gs.Run("sweep", _project.Out, "--gather");
        var status = Gs.Run("status", _project.Out);
        var again = Sweep("out", [.. _trials, .. _halving]);

        Succeed(gather);
        Assert.Contains($"The folder of {best} is not there", gather.Output, StringComparison.Ordinal);
        Assert.Contains("its folder is not there", status.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Succeed(again);
        Assert.Equal(numbers, Numbers("out"));
        Assert.Equal(weights, Weights("out", best));
        Assert.Empty(Result("out")["notes"]!.AsArray());
    }

    [Fact]
    public void A_goal_that_no_trial_has_ends_the_sweep_after_the_first_one_with_the_names_of_those_that_there_are()
    {
        var sweep = Sweep("out", [.. _trials, "sweep:goals:0=kid-another-teacher"]);

        Assert.Equal(2, sweep.ExitCode);
        Assert.Contains("kid-means-teacher", sweep.Error, StringComparison.Ordinal);
        Assert.Single(Directory.GetDirectories(_project["out", "runs"]));
    }

    [Fact]
    public void A_smoke_run_of_a_swept_length_is_one_of_a_few_steps()
    {
        var sweep = Sweep(
            "out",
            ["sweep:keys:training.fineTune.steps:values:0=500", "sweep:keys:training.fineTune.steps:values:1=600"],
            "--smoke"
        );

        Assert.True(sweep.ExitCode == 0, sweep.Error);
        Assert.All(
            Result("out")["trials"]!.AsArray(),
            static trial => Assert.InRange((int)trial!["updates"]!, 1, 12)
        );
    }

    [Fact]
    public void A_sweep_that_was_changed_is_refused_and_so_is_another_kind_of_folder()
    {
        Assert.Equal(0, Sweep("out", _trials, "--launcher", "none").ExitCode);

        var changed = Sweep("out", [.. _trials, "training:slim:learningRate=1e-3"], "--launcher", "none");
        var compress = Gs.Run("compress", _project.Config, "--out", _project.Out);
        var gather = Gs.Run("compare", _project.Out, "--gather");
        var resume = Gs.Run("resume", _project.Out);

        Assert.Equal((2, 2, 2, 2), (changed.ExitCode, compress.ExitCode, gather.ExitCode, resume.ExitCode));
        Assert.Contains("'training' is not what it was", changed.Error, StringComparison.Ordinal);
        Assert.Contains("is no comparison", gather.Error, StringComparison.Ordinal);
        Assert.Contains("is a sweep", resume.Error, StringComparison.Ordinal);
    }

    private static void Succeed(Gs gs) => Assert.True(gs.ExitCode == 0, gs.Error);

    private static bool Beats(JsonNode other, JsonNode one)
    {
        (double, double) Goals(JsonNode trial) =>
            ((double)trial["goals"]![0]!["value"]!, (double)trial["goals"]![1]!["value"]!);
        var (a, b) = (Goals(other), Goals(one));
        return a.Item1 <= b.Item1 && a.Item2 <= b.Item2 && a != b;
    }

    private Gs Sweep(string output, string[] sets, params string[] more) =>
        Gs.Run([.. _project.Line("sweep", _project[output], sets), .. more]);

    private JsonNode Result(string folder) => JsonNode.Parse(File.ReadAllText(_project[folder, "sweep.json"]))!;

    private static JsonNode Trial(JsonNode result, string name) =>
        result["trials"]!.AsArray().Single(trial => (string)trial!["name"]! == name)!;

    private static int Updates(JsonNode result, int rank) => (int)result["trials"]![rank]!["updates"]!;

    private byte[] Weights(string folder, string name) =>
        File.ReadAllBytes(_project[folder, "runs", name, "model", "weights.safetensors"]);

    private string[] Numbers(string folder) => File.ReadAllLines(_project[folder, "sweep.csv"]);
}
