using System.Text.Json.Nodes;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Pipeline;

namespace GsFramework.Tests.Host.Verification;

[Collection(nameof(OwnEnvironment))]
public sealed class VerifyTests : IDisposable
{
    private const int Steps = TinyProject.SlimSteps + TinyProject.FineTuneSteps;

    private readonly TinyProject _project = new();
    private readonly string? _temporary = Environment.GetEnvironmentVariable("TMPDIR");

    // What other programs leave in the system's folder meanwhile is not of these tests.
    public VerifyTests() =>
        Environment.SetEnvironmentVariable("TMPDIR", Directory.CreateDirectory(_project["tmp"]).FullName);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("TMPDIR", _temporary);
        _project.Dispose();
    }

    [Fact]
    public void A_finished_run_gives_the_same_bits_again_and_nothing_in_it_changes()
    {
        Begin();
        var before = TinyProject.Snapshot(_project.Out);
        var left = Temporary();

        var text = Gs.Run("verify", _project.Out);
        var json = Verify();

        Assert.True(text.ExitCode == 0, text.Error + text.Output);
        Assert.Contains($"the same to the last bit: {Steps} steps, ", text.Output, StringComparison.Ordinal);
        Assert.Equal("same", $"{json["outcome"]}");
        Assert.True((bool)json["whole"]!);
        Assert.Equal(Steps, (int)json["steps"]!);
        Assert.True((int)json["values"]! > Steps);
        Assert.True((int)json["result"]!["values"]! > 10);
        Assert.True((int)json["networks"]!["compared"]! >= 4);
        Assert.True((int)json["pictures"]!["compared"]! > 4);
        Assert.Contains("the content of all images", $"{json["notChecked"]![0]}", StringComparison.Ordinal);
        Assert.Equal(before, TinyProject.Snapshot(_project.Out));
        Assert.Equal(left, Temporary());
    }

    [Fact]
    public void A_run_of_an_earlier_version_is_compared_in_what_it_has()
    {
        Begin();
        var rows = File.ReadAllLines(Metrics).Select(static line => line.Split(',')).ToList();
        var validation = Array.IndexOf(rows[0], "validation");
        Assert.True(validation > 1);
        File.WriteAllLines(
            Metrics,
            rows.Select(row => string.Join(',', row.Where((_, column) => column != validation)))
        );
        Change(_project["out", "config.resolved.json"], static config =>
            config["evaluation"]!.AsObject().Remove("latency")
        );
        Change(_project["out", "result.json"], static result =>
        {
            foreach (var field in new[] { "latency", "smoke", "exports", "deployable", "kept" })
            {
                result.AsObject().Remove(field);
            }

            foreach (var score in result["scores"]!.AsArray())
            {
                score!.AsObject().Remove("denseStandardError");
            }
        });

        var json = Verify();

        Assert.Equal(("same", Steps), ($"{json["outcome"]}", (int)json["steps"]!));
        Assert.True((int)json["result"]!["values"]! > 10);
    }

    [Fact]
    public void The_first_steps_alone_are_compared_on_the_schedule_of_the_whole_run()
    {
        Begin();

        var json = Verify(0, "--steps", "2");
        var more = Gs.Run("verify", _project.Out, "--steps", "100");

        Assert.Equal(("same", 2), ($"{json["outcome"]}", (int)json["steps"]!));
        Assert.Equal(0, (int)json["result"]!["values"]!);
        Assert.Contains(
            $"--steps 100 is more than the {TinyProject.SlimSteps} recorded steps of slim",
            more.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_value_that_was_changed_is_found_at_its_step_and_column()
    {
        Begin();
        var lines = File.ReadAllLines(Metrics);
        var cells = lines[3].Split(',');
        cells[4] = "0.123456789";
        lines[3] = string.Join(',', cells);
        File.WriteAllLines(Metrics, lines);

        var gs = Gs.Run("verify", _project.Out, "--json");
        var text = Gs.Run("verify", _project.Out, "--steps", "3");

        var json = JsonNode.Parse(gs.Output)!;
        Assert.Equal((1, "unexplained"), (gs.ExitCode, $"{json["outcome"]}"));
        Assert.Equal(1, (int)json["differingValues"]!);
        Assert.Equal(
            ("slim", 2, lines[0].Split(',')[4], "0.123456789"),
            (
                $"{json["first"]!["place"]}",
                (int)json["first"]!["step"]!,
                $"{json["first"]!["name"]}",
                $"{json["first"]!["recorded"]}"
            )
        );
        Assert.Equal(1, text.ExitCode);
        Assert.Contains(
            "NOT EXPLAINED BY THE ARITHMETIC: this is the same machine with the same arithmetic",
            text.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Another_seed_in_the_recorded_configuration_is_not_explained()
    {
        Begin();
        Change(_project["out", "config.resolved.json"], static config => config["seed"] = 4);

        var json = Verify(1, "--steps", "2");

        Assert.Equal("unexplained", $"{json["outcome"]}");
        Assert.Equal(0, (int)json["first"]!["step"]!);
    }

    [Fact]
    public void What_was_made_of_the_steps_is_compared_too()
    {
        Begin();
        Change(_project["out", "result.json"], static result => result["macs"]!["compact"] = 1);
        File.AppendAllText(_project["out", "samples", "final.png"], "x");
        var weights = _project["out", "model", "weights.safetensors"];
        var bytes = File.ReadAllBytes(weights);
        bytes[^1] ^= 1;
        File.WriteAllBytes(weights, bytes);

        var json = Verify(1);

        Assert.Null(json["first"]);
        Assert.Equal(
            ["macs.compact"],
            json["result"]!["differing"]!.AsArray().Select(static value => $"{value!["name"]}")
        );
        Assert.Equal(
            ["model/weights.safetensors"],
            json["networks"]!["differing"]!.AsArray().Select(static name => $"{name}")
        );
        Assert.Equal(["samples/final.png"], json["pictures"]!["differing"]!.AsArray().Select(static name => $"{name}"));
    }

    [Fact]
    public void An_interrupted_run_is_replayed_as_far_as_it_came()
    {
        var first = Gs.RunUntil(
            static line => line.StartsWith("finetune 1/", StringComparison.Ordinal),
            _project.Line("compress", _project.Out)
        );
        Assert.Equal(130, first.ExitCode);
        File.AppendAllText(Metrics, "finet");
        var before = TinyProject.Snapshot(_project.Out);

        var gs = Gs.Run("verify", _project.Out);

        Assert.True(gs.ExitCode == 0, gs.Error + gs.Output);
        Assert.Contains("the run was interrupted", gs.Output, StringComparison.Ordinal);
        Assert.Contains(
            $"the same to the last bit: {TinyProject.SlimSteps + 1} steps",
            gs.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("2 files of networks", gs.Output, StringComparison.Ordinal);
        Assert.Equal(before, TinyProject.Snapshot(_project.Out));
    }

    [Fact]
    public void A_replay_that_is_interrupted_leaves_nothing_behind()
    {
        Begin();
        var left = Temporary();

        var gs = Gs.RunUntil(
            static line => line.StartsWith("slim 1/", StringComparison.Ordinal),
            "verify",
            _project.Out
        );

        Assert.Equal(130, gs.ExitCode);
        Assert.Contains("Interrupted after 1 steps, all of them the same", gs.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("resume", gs.Error, StringComparison.Ordinal);
        Assert.Equal(left, Temporary());
    }

    [Fact]
    public void A_teacher_is_trained_again()
    {
        var run = Gs.Run(_project.Line("teacher", _project.Out));
        Assert.True(run.ExitCode == 0, run.Error);

        var whole = Verify();
        var part = Verify(0, "--steps", "2");

        Assert.Equal(("same", 3), ($"{whole["outcome"]}", (int)whole["steps"]!));
        Assert.True((int)whole["networks"]!["compared"]! >= 4);
        Assert.Equal(("same", 2), ($"{part["outcome"]}", (int)part["steps"]!));
    }

    [Fact]
    public void A_budget_of_time_is_replayed_up_to_where_the_clock_decided()
    {
        Begin("training:budget:cpuSeconds=2", "training:slim:steps=2");

        var json = Verify();

        Assert.Equal(("same", 2), ($"{json["outcome"]}", (int)json["steps"]!));
        Assert.Contains("training.budget.cpuSeconds", $"{json["limit"]}", StringComparison.Ordinal);
    }

    [Fact]
    public void Another_arithmetic_is_explained_by_rounding()
    {
        Begin();

        var (exitCode, output, error) = ChildGs.Run(
            "GSFRAMEWORK_ARITHMETIC",
            "reference",
            "verify",
            _project.Out,
            "--steps",
            "1",
            "--json"
        );

        Assert.True(exitCode == 0, error + output);
        var json = JsonNode.Parse(output)!;
        Assert.Equal("rounding", $"{json["outcome"]}");
        Assert.InRange((double)json["first"]!["relativeDifference"]!, 1e-9, 1e-2);
        var kind = json["changes"]!.AsArray().Single(static change => $"{change!["name"]}" == "arithmetic.kind")!;
        Assert.Equal(("reference", true), ($"{kind["now"]}", (bool)kind["rounds"]!));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("many")]
    public void A_number_of_steps_that_is_none_is_refused(string steps)
    {
        var gs = Gs.Run("verify", _project.Out, "--steps", steps);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("--steps", gs.Error, StringComparison.Ordinal);
    }

    private string Metrics => _project["out", "metrics.csv"];

    private void Begin(params string[] sets)
    {
        var gs = _project.Compress(sets);
        Assert.True(gs.ExitCode == 0, gs.Error);
    }

    private JsonNode Verify(int exitCode = 0, params string[] more)
    {
        var gs = Gs.Run(["verify", _project.Out, .. more, "--json"]);
        Assert.True(gs.ExitCode == exitCode, gs.Error + gs.Output);
        return JsonNode.Parse(gs.Output)!;
    }

    private static void Change(string path, Action<JsonNode> change)
    {
        var content = JsonNode.Parse(File.ReadAllText(path))!;
        change(content);
        File.WriteAllText(path, content.ToJsonString());
    }

    private static string[] Temporary() =>
        [.. Directory.GetDirectories(Path.GetTempPath(), "gs-verify-*").Order(StringComparer.Ordinal)];
}
