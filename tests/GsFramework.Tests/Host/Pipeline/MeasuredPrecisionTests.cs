using System.Text.Json.Nodes;
using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Host.Pipeline;

/// <summary>Whole runs that measure which precision to take. What comes out depends on the machine.</summary>
[Collection(nameof(WholeRuns))]
public sealed class MeasuredPrecisionTests : IDisposable
{
    private static readonly string[] _auto = ["training:precision=auto", "teacher:precision=auto"];

    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void A_run_measures_once_and_says_what_it_chose_wherever_the_run_is_described()
    {
        var gs = _project.Compress(_auto);

        Assert.True(gs.ExitCode == 0, gs.Error);
        var record = _project.Result()["precision"]!;
        var (chosen, fp32, bf16) = (
            (string)record["chosen"]!,
            (double)record["fp32Milliseconds"]!,
            (double)record["bf16Milliseconds"]!
        );
        Assert.False((bool)record["given"]!);
        Assert.True(fp32 > 0 && bf16 > 0);
        Assert.True(chosen == "fp32" || fp32 > bf16, $"{record}");
        Assert.Equal([chosen, chosen], Resolved("out"));
        Assert.Single(
            gs.Error.Split('\n'),
            line =>
                line.Contains($"Convolutions compute in {chosen}: forward and backward", StringComparison.Ordinal)
                && line.Contains("(training.precision is auto)", StringComparison.Ordinal)
        );
        Assert.Contains("times as fast", File.ReadAllText(_project["out", "report.html"]), StringComparison.Ordinal);

        var verified = Gs.Run("verify", _project.Out);
        Assert.True(verified.ExitCode == 0, verified.Error);
        Assert.DoesNotContain("is auto", verified.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_is_continued_keeps_what_it_chose_and_gives_the_bytes_of_one_that_was_told_so()
    {
        _project.RunInPieces("compress", _project.Out, _auto);

        var chosen = Resolved("out")[0];
        var told = Gs.Run(_project.Line("compress", _project["told"], $"training:precision={chosen}"));
        Assert.True(told.ExitCode == 0, told.Error);
        Assert.DoesNotContain("is auto", told.Error, StringComparison.Ordinal);
        Assert.Equal(
            File.ReadAllBytes(_project["told", "model", "weights.safetensors"]),
            File.ReadAllBytes(_project["out", "model", "weights.safetensors"])
        );
        Assert.False((bool)_project.Result()["precision"]!["given"]!);
        var given = JsonNode.Parse(File.ReadAllText(_project["told", "result.json"]))!["precision"]!;
        Assert.True((bool)given["given"]!);
    }

    [Fact]
    public void The_training_of_a_teacher_measures_its_own_generator()
    {
        var gs = Gs.Run(_project.Line("teacher", _project.Out, _auto));

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains("(teacher.precision is auto)", gs.Error, StringComparison.Ordinal);
        var chosen = Resolved("out")[1];
        Assert.Contains(chosen, (string[])["fp32", "bf16"]);
        Assert.Contains(
            $", {chosen} |",
            File.ReadAllText(_project["out", "model", "card.md"]),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void All_runs_of_a_comparison_compute_as_it_chose_when_it_began()
    {
        string[] sets =
        [
            "training:budget:updates=6",
            "training:slim:steps=4",
            "comparison:ratios:0=1.5",
            "comparison:seeds:0=3",
            "comparison:methods:0=gs-32",
            .. _auto,
        ];
        var gs = Gs.Run(_project.Line("compare", _project.Out, sets));

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Single(gs.Error.Split("(training.precision is auto)").Skip(1));
        var chosen = Resolved("out")[0];
        Assert.Equal([chosen, chosen], Resolved("out", "runs", "gs-32-1.5x-s3"));
        var comparison = JsonNode.Parse(File.ReadAllText(_project["out", "comparison.json"]))!;
        Assert.Equal(chosen, (string)comparison["precision"]!["chosen"]!);
        Assert.True((double)comparison["precision"]!["fp32Milliseconds"]! > 0);

        var again = Gs.Run(_project.Line("compare", _project.Out, [.. sets, "comparison:methods:1=random-pruning"]));
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.DoesNotContain("is auto", again.Error, StringComparison.Ordinal);
        Assert.Equal([chosen, chosen], Resolved("out", "runs", "random-pruning-1.5x-s3"));
    }

    [Fact]
    public void A_check_says_that_a_run_would_measure_and_does_not_measure()
    {
        string[] Line(string precision) =>
            ["config", "validate", _project.Config, "--set", $"training:precision={precision}"];

        var open = Gs.Run(Line("auto"));
        var given = Gs.Run(Line("bf16"));

        Assert.True(open.ExitCode == 0, open.Error);
        Assert.Contains("training.precision is auto: ", open.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("times as fast", open.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("auto", given.Output, StringComparison.Ordinal);
    }

    private string[] Resolved(params string[] run)
    {
        var options = JsonNode.Parse(File.ReadAllText(_project[[.. run, "config.resolved.json"]]))!;
        return [(string)options["training"]!["precision"]!, (string)options["teacher"]!["precision"]!];
    }
}
