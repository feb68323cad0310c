using System.Text.Json.Nodes;
using GsFramework.Core.Configuration;
using GsFramework.Core.Data;
using GsFramework.Host.Comparison;
using GsFramework.Tests.Core.Composition;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Pipeline;

namespace GsFramework.Tests.Host.Comparison;

/// <summary>Whole comparisons of tiny networks; every run is a process of its own.</summary>
public sealed class CompareTests : IDisposable
{
    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void Methods_meet_at_one_size_with_one_budget_and_are_summed_up()
    {
        var gs = Compare(
            "comparison:methods:0=gs-32",
            "comparison:methods:1=uniform-width",
            "comparison:methods:2=gs-32-ptq",
            "comparison:seeds:1=4"
        );

        Assert.True(gs.ExitCode == 0, gs.Error);
        var result = Result();
        var runs = result["runs"]!.AsArray();
        Assert.Equal(6, runs.Count);
        Assert.All(runs, static run => Assert.InRange((double)run!["macs"]!["ratio"]!, 1.5, 1.7));
        Assert.All(runs.Where(static run => (string)run!["methodName"]! != "gs-32-ptq"), static run =>
            Assert.Equal(ShortComparison.Updates, (int)run!["steps"]!["slim"]! + (int)run["steps"]!["finetune"]!)
        );
        Assert.All(runs, static run => Assert.True((double)run!["cpuSeconds"]!["total"]! > 0));

        // The rounded network is that of GS-32 of the same seed, and smaller on the disk.
        var (gs32, ptq) = (Of(runs, "gs-32"), Of(runs, "gs-32-ptq"));
        Assert.Equal((long)gs32["macs"]!["compact"]!, (long)ptq["macs"]!["compact"]!);
        Assert.True((long)ptq["bytes"]!["compact"]! < (long)gs32["bytes"]!["compact"]!);
        Assert.Equal((0, 0), ((int)ptq["steps"]!["slim"]!, (int)ptq["steps"]!["finetune"]!));

        var summary = result["summary"]!.AsArray();
        Assert.Equal(
            ["gs-32", "uniform-width", "gs-32-ptq"],
            summary.Select(static row => (string)row!["methodName"]!)
        );
        var score = summary[1]!["scores"]!
            .AsArray()
            .First(static score => (string)score!["metric"]! == "kid-means-teacher")!;
        Assert.Equal(2, score["perSeed"]!.AsArray().Count);
        Assert.Equal(1, (int)score["versusReference"]!["degreesOfFreedom"]!);
        Assert.Equal("kid-means-teacher", (string)result["primaryMetrics"]![0]!);

        var markdown = File.ReadAllText(_project["out", "comparison.md"]);
        Assert.Contains("| uniform-width |", markdown, StringComparison.Ordinal);
        Assert.Contains("1.5x fewer MACs", markdown, StringComparison.Ordinal);
        Assert.Equal(7, File.ReadAllLines(_project["out", "comparison.csv"]).Length);

        // Input, teacher, three methods and truth side by side.
        var (height, width) = ImageDecoder.Size(_project["out", "pictures-1.5x.png"]);
        Assert.Equal(6, width / 128);
        Assert.True(height > 128, $"{height}");
    }

    [Fact]
    public void A_run_that_ends_while_others_are_summed_up_is_in_no_picture_before_it_has_a_row()
    {
        var gs = Compare("comparison:methods:0=gs-32", "comparison:methods:1=random-pruning");
        Assert.True(gs.ExitCode == 0, gs.Error);
        var both = ComparisonResult.Read(_project["out", "comparison.json"]);
        var first = both with { Runs = [both.Runs[0]], Summary = [both.Summary[0]] };
        var options = new RunOptions
        {
            Name = "tiny",
            Comparison = new()
            {
                Methods = ["gs-32", "random-pruning"],
                Ratios = [1.5],
                Seeds = [3],
            },
            Training = new() { Budget = new() { Updates = ShortComparison.Updates } },
        };
        var plan = ComparisonPlan.Of(options, _project["out"], threads: 1, smoke: false);

        var file = Assert.Single(ComparisonPictures.Write(_project["out"], first, plan));

        // Input, teacher, the method that has a row and truth.
        Assert.Equal(4, ImageDecoder.Size(file).Width / 128);
    }

    [Fact]
    public void A_second_time_finished_runs_are_kept_and_new_methods_added()
    {
        Compare("comparison:methods:0=gs-32");
        var before = File.ReadAllBytes(_project["out", "runs", "gs-32-1.5x-s3", "result.json"]);

        var gs = Compare("comparison:methods:0=gs-32", "comparison:methods:1=random-pruning");

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains("1 of 2 runs are finished already", gs.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_project["out", "runs", "gs-32-1.5x-s3", "result.json"]));
        Assert.Equal(2, Result()["runs"]!.AsArray().Count);
    }

    [Fact]
    public void An_interrupted_comparison_goes_on_to_the_same_models()
    {
        string[] methods = ["comparison:methods:0=gs-32", "comparison:methods:1=gd"];
        Compare(methods);
        var (first, second) = (_project["whole"], _project["out"]);
        Directory.Move(_project.Out, first);

        var interruptions = 0;
        var gs = Gs.RunUntil(
            static line => line.Contains("Computing the teacher", StringComparison.Ordinal),
            Line(methods)
        );
        while (gs.ExitCode == 130)
        {
            Assert.Contains("The same command continues it", gs.Error, StringComparison.Ordinal);
            Assert.True(++interruptions < 20, gs.Error);
            gs = Gs.RunUntil(
                line => interruptions < 3 && line.Contains("Computing the teacher", StringComparison.Ordinal),
                Line(methods)
            );
        }

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.True(interruptions > 0, gs.Error);
        foreach (var name in new[] { "gs-32-1.5x-s3", "gd-1.5x-s3" })
        {
            var weights = Path.Combine("runs", name, "model", "weights.safetensors");
            Assert.Equal(
                File.ReadAllBytes(Path.Combine(first, weights)),
                File.ReadAllBytes(Path.Combine(second, weights))
            );
        }
    }

    [Fact]
    public void A_run_that_was_begun_with_other_settings_is_not_put_into_the_same_table()
    {
        Compare("comparison:methods:0=gs-32");

        var gs = Compare("comparison:methods:0=gs-32", "objective:terms:distillation:weight=7");

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(
            "'gs-32-1.5x-s3' was begun with another configuration: 'objective'",
            gs.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_finished_run_is_kept_when_a_later_version_has_more_options_but_not_when_it_has_other_plugins()
    {
        Compare("comparison:methods:0=gs-32");
        var record = Path.Combine(_project.Out, "runs", "gs-32-1.5x-s3", "config.resolved.json");
        var former = JsonNode.Parse(File.ReadAllText(record))!;
        Assert.True(former["training"]!.AsObject().Remove("rewind"));
        File.WriteAllText(record, former.ToJsonString());
        var result = Path.Combine(_project.Out, "runs", "gs-32-1.5x-s3", "result.json");
        var before = File.GetLastWriteTimeUtc(result);

        var gs = Compare("comparison:methods:0=gs-32");

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Equal(before, File.GetLastWriteTimeUtc(result));
        AssertOtherPluginsAreRefused();
    }

    private void AssertOtherPluginsAreRefused()
    {
        ShortComparison.ForgePlugin(_project["out", "runs", "gs-32-1.5x-s3", "plugins.lock.json"]);

        var refused = Compare("comparison:methods:0=gs-32");
        var accepted = Gs.Run([.. Line("comparison:methods:0=gs-32"), "--accept-plugins"]);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(
            "The run 'gs-32-1.5x-s3' was begun with other plugins:\n  GsFramework.Distillation: ",
            refused.Error,
            StringComparison.Ordinal
        );
        Assert.True(accepted.ExitCode == 0, accepted.Error);
    }

    [Fact]
    public void A_run_that_fails_is_named_with_its_reason_and_the_others_are_summed_up()
    {
        var gs = Compare(
            "comparison:methods:0=gs-32",
            "comparison:methods:1=too-much",
            "comparison:define:too-much:base=gs-32",
            "comparison:define:too-much:set:0=objective:terms:channel-pruning:targetMacRatio=500"
        );

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("1 of 2 runs have no result", gs.Error, StringComparison.Ordinal);
        Assert.Contains("targetMacRatio is 500", gs.Error, StringComparison.Ordinal);
        Assert.Equal("gs-32", (string)Result()["runs"]!.AsArray().Single()!["methodName"]!);
        Assert.Equal("too-much-1.5x-s3", (string)Result()["failures"]!.AsArray().Single()!["run"]!);
        Assert.False(Directory.Exists(_project["out", "runs", "too-much-1.5x-s3"]));
    }

    [Fact]
    public void A_damaged_run_costs_its_own_row_and_no_other_and_the_command_that_makes_it_again_is_named()
    {
        (string File, string? Content, string Remedy)[] damages =
        [
            ("result.json", "{", "--from evaluate"),
            ("model/weights.safetensors", "", "--from finetune"),
            ("model/weights.safetensors", null, "--from finetune"),
            ("state.json", "[]", "start the run again in another folder"),
            ("plugins.lock.json", "{}", "plugins.lock.json"),
            ("config.resolved.json", "{ \"name\": 1", "config.resolved.json"),
        ];
        string[] sets =
        [
            "comparison:methods:0=gs-32",
            .. Enumerable.Range(0, damages.Length + 1).Select(static seed => $"comparison:seeds:{seed}={seed}"),
        ];
        Assert.Equal(0, Compare(sets).ExitCode);
        for (var seed = 0; seed < damages.Length; seed++)
        {
            var path = _project["out", "runs", $"gs-32-1.5x-s{seed}", damages[seed].File];
            File.Delete(path);
            if (damages[seed].Content is { } content)
            {
                File.WriteAllText(path, content);
            }
        }

        var gs = Compare(sets);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("1 of 7 runs are finished already", gs.Error, StringComparison.Ordinal);
        Assert.Contains("6 of 7 runs have no result:\n", gs.Error, StringComparison.Ordinal);
        for (var seed = 0; seed < damages.Length; seed++)
        {
            var start = gs.Error.IndexOf($"  gs-32-1.5x-s{seed}: ", StringComparison.Ordinal);
            Assert.True(start >= 0, gs.Error);
            var end = gs.Error.IndexOf($"  gs-32-1.5x-s{seed + 1}: ", start, StringComparison.Ordinal);
            var said = gs.Error[start..(end < 0 ? gs.Error.Length : end)];
            Assert.Contains(Path.GetFileName(damages[seed].File), said, StringComparison.Ordinal);
            Assert.Contains(damages[seed].Remedy, said, StringComparison.Ordinal);
        }

        Assert.Equal(
            ["gs-32-1.5x-s6"],
            Result()["runs"]!.AsArray().Select(static run => Path.GetFileName((string)run!["directory"]!))
        );
        Assert.Equal(
            damages.Select(static (_, seed) => $"gs-32-1.5x-s{seed}"),
            Result()["failures"]!.AsArray().Select(static failure => (string)failure!["run"]!)
        );
    }

    [Fact]
    public void A_run_that_a_plugin_ends_is_named_with_the_plugin_and_the_call()
    {
        var gs = Compare(
            "comparison:methods:0=gs-32",
            "comparison:methods:1=crash",
            "comparison:define:crash:base=gs-32",
            "comparison:define:crash:set:0=objective:terms:broken:fault=crash",
            "comparison:define:crash:set:1=objective:terms:broken:step=1",
            "comparison:methods:2=exit",
            "comparison:define:exit:base=gs-32",
            "comparison:define:exit:set:0=objective:terms:broken:fault=exit",
            "comparison:define:exit:set:1=objective:terms:broken:step=1",
            $"plugins:folders:1={FixturePlugins.Folder("Broken")}"
        );

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("2 of 3 runs have no result", gs.Error, StringComparison.Ordinal);
        Assert.Contains(
            "crash-1.5x-s3: it was aborted (SIGABRT), by native code or Environment.FailFast, within Plugin "
                + "Fixture.Broken, compression term "
                + "'broken', step 1 of slim",
            gs.Error,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "exit-1.5x-s3: Plugin Fixture.Broken, compression term 'broken', step 1 of slim: it ended the program",
            gs.Error,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("training.budget", "training:budget=null")]
    [InlineData("no method 'gs-33'", "comparison:methods:1=gs-33")]
    [InlineData("unknown key", "comparison:methods:1=mine", "comparison:define:mine:set:0=training:slim:stepz=1")]
    [InlineData("is there twice", "comparison:methods:1=gs-32")]
    [InlineData("cannot name a folder", "comparison:methods:1=../x")]
    [InlineData(
        "'seed=7' would change 'seed'",
        "comparison:methods:1=mine",
        "comparison:define:mine:base=gd",
        "comparison:define:mine:set:0=seed=7"
    )]
    [InlineData(
        "would change 'data'",
        "comparison:methods:1=mine",
        "comparison:define:mine:base=gd",
        "comparison:define:mine:set:0=data.imageSize=32"
    )]
    [InlineData(
        "would change 'model:teacher'",
        "comparison:methods:1=gd",
        "comparison:define:gd:set:0=model:teacher=discriminator"
    )]
    [InlineData(
        "would both have a run 'gs-32-1.5x-s3'",
        "comparison:methods:1=gs-32-1.5x",
        "comparison:define:gs-32-1.5x:base=qat",
        "comparison:define:gs-32-1.5x:hasRatio=false"
    )]
    [InlineData(
        "comparison.define.mine.from: there is no method 'zzz'",
        "comparison:methods:1=mine",
        "comparison:define:mine:from=zzz"
    )]
    [InlineData("there is no method 'gs-08'", "comparison:methods:1=gs-08")]
    [InlineData("comparison.seeds: expected a list", "comparison:seeds=5")]
    [InlineData("model.reverseTeacher: the compression method 'cec' needs it", "comparison:methods:1=cec")]
    [InlineData(
        "gs-32, cec: The configuration",
        "comparison:methods:1=cec",
        "model:teacher=null",
        "comparison:define:cec:set:0=method:cycleWeight=0"
    )]
    [InlineData(
        "model.teacherDiscriminator: the compression term 'discriminator-features' needs it",
        "comparison:methods:1=gd-portable",
        "model:teacherDiscriminator=null"
    )]
    [InlineData("pruning-first-half (with 0.5 of the budget): ", "comparison:methods:1=pruning-then-distillation")]
    [InlineData(
        "training.budget.updates: 3 updates are for slimming and fine-tuning together",
        "comparison:methods:1=pruning-then-distillation"
    )]
    [InlineData(
        "mine.budgetShare: 0 is out of range; expected a number above 0 to 1",
        "comparison:define:mine:budgetShare=0"
    )]
    [InlineData(
        "mine.budgetShare: 1.5 is out of range; expected a number above 0 to 1",
        "comparison:define:mine:budgetShare=1.5"
    )]
    public void A_faulty_comparison_is_refused_before_anything_runs(string message, params string[] sets)
    {
        var gs = Compare(["comparison:methods:0=gs-32", .. sets]);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(message, gs.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_project.Out));
    }

    [Fact]
    public void Resume_says_how_a_comparison_goes_on_and_compress_does_not_touch_it()
    {
        Compare("comparison:methods:0=gs-32");

        var resumed = Gs.Run("resume", _project.Out);
        var compressed = _project.Compress();

        Assert.Equal((2, 2), (resumed.ExitCode, compressed.ExitCode));
        Assert.Contains("gs compare", resumed.Error, StringComparison.Ordinal);
    }

    public static TheoryData<string> OneStage =>
        [
            .. ComparedMethod
                .Known.Where(static method => method.Value.From is null && method.Key is not ("cec" or "gs-{bits}"))
                .Select(static method => method.Key),
        ];

    [Theory]
    [MemberData(nameof(OneStage))]
    public void Every_known_method_is_a_compression_that_anyone_can_repeat(string name)
    {
        var method = ComparedMethod.Of(name, new Dictionary<string, GsFramework.Core.Configuration.MethodDefinition>());

        var gs = _project.Compress([.. method.SettingsFor(1.5, smoke: true)]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.InRange(
            (double)_project.Result()["macs"]!["ratio"]!,
            method.HasRatio ? 1.2 : 1,
            method.HasRatio ? 1.8 : 1
        );
    }

    [Fact]
    public void The_known_methods_are_listed_with_what_they_change()
    {
        var gs = Gs.Run("compare", "--list");

        Assert.Equal(0, gs.ExitCode);
        Assert.Contains("gs-32-no-gan", gs.Output, StringComparison.Ordinal);
        Assert.Contains("--set objective:gan:enabled=false", gs.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_smoke_comparison_says_so_and_leaves_the_place_of_the_real_one_free()
    {
        var gs = Gs.Run([.. Line("comparison:methods:0=gs-32"), "--smoke"]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.True((bool)Result()["smoke"]!);
        Assert.All(
            [
                gs.Output,
                File.ReadAllText(_project["out", "comparison.md"]),
                File.ReadAllText(_project["out", "report.html"]),
            ],
            static text => Assert.Contains("its numbers mean nothing.", text, StringComparison.Ordinal)
        );
        Assert.DoesNotContain("**", gs.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_run_stands_there_with_the_command_that_made_it_and_differences_are_told()
    {
        Compare("comparison:methods:0=gs-32");
        var notes = _project["out", "runs", "gs-32-1.5x-s3", "state.json"];
        File.WriteAllText(
            notes,
            File.ReadAllText(notes).Replace("\"framework\": \"", "\"framework\": \"0.0.9-", StringComparison.Ordinal)
        );

        var gs = Compare("comparison:methods:0=gs-32", "comparison:methods:1=random-pruning");

        var result = Result();
        Assert.StartsWith("gs compare ", (string)result["command"]!, StringComparison.Ordinal);
        Assert.All(result["runs"]!.AsArray(), static run =>
            Assert.StartsWith("gs compress ", (string)run!["command"]!, StringComparison.Ordinal)
        );
        Assert.Contains("not all made with the same version", (string)result["notes"]![0]!, StringComparison.Ordinal);
        Assert.Contains("0.0.9-", File.ReadAllText(_project["out", "comparison.md"]), StringComparison.Ordinal);
        Assert.Contains("0.0.9-", gs.Output, StringComparison.Ordinal);
        Assert.Matches(
            """<p class="banner" role="note">[^<]*0\.0\.9-""",
            File.ReadAllText(_project["out", "report.html"])
        );
    }

    [Fact]
    public void A_run_that_failed_after_its_scores_does_not_count_until_it_has_ended_well()
    {
        string[] sets = ["comparison:methods:0=gs-32", "comparison:methods:1=gd", "export:formats:0=onnx"];
        Compare(sets);
        var (run, page) = (
            _project["out", "runs", "gs-32-1.5x-s3"],
            _project["out", "runs", "gs-32-1.5x-s3", "report.html"]
        );
        var result = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "result.json")))!.AsObject();
        Assert.True(result.Remove("exports"));
        File.WriteAllText(Path.Combine(run, "result.json"), result.ToJsonString());
        Directory.Delete(Path.Combine(run, "export"), recursive: true);
        File.Delete(page);
        File.WriteAllText(Path.Combine(run, "export"), "in the way");

        var failed = Compare(sets);
        var table = Result();
        File.Delete(Path.Combine(run, "export"));
        var ended = Compare(sets);

        Assert.Equal(2, failed.ExitCode);
        Assert.Contains("1 of 2 runs have no result", failed.Error, StringComparison.Ordinal);
        Assert.Equal("gd", (string)table["runs"]!.AsArray().Single()!["methodName"]!);
        Assert.Equal("gs-32-1.5x-s3", (string)table["failures"]!.AsArray().Single()!["run"]!);
        Assert.True(ended.ExitCode == 0, ended.Error);
        Assert.Equal(2, Result()["runs"]!.AsArray().Count);
        Assert.True(File.Exists(page));
    }

    [Fact]
    public void A_damaged_result_is_named_with_what_to_do()
    {
        Compare("comparison:methods:0=gs-32");
        File.WriteAllText(
            _project["out", "runs", "gs-32-1.5x-s3", "result.json"],
            """{ "name": "a", "method": "gs-32", "macs": {}, "parameters": {}, "bytes": {}, "scores": [] }"""
        );

        var gs = Compare("comparison:methods:0=gs-32");

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("result.json' is damaged: it has no", gs.Error, StringComparison.Ordinal);
        Assert.Contains("--from evaluate", gs.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Validation_finds_the_faults_of_a_comparison()
    {
        var gs = Gs.Run(
            "config",
            "validate",
            _project.Config,
            "--set",
            "training:budget:updates=6",
            "--set",
            "comparison:methods:0=gs-33"
        );

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("no method 'gs-33'", gs.Error, StringComparison.Ordinal);
    }

    private static JsonNode Of(JsonArray runs, string method) =>
        runs.First(run => (string)run!["methodName"]! == method)!;

    private Gs Compare(params string[] sets) => Gs.Run(Line(sets));

    private string[] Line(params string[] sets) =>
        _project.Line("compare", _project.Out, [.. ShortComparison.Terms, .. sets]);

    private JsonNode Result() => JsonNode.Parse(File.ReadAllText(_project["out", "comparison.json"]))!;
}
