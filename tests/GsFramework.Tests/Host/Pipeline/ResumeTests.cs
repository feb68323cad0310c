using System.Text.Json.Nodes;
using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Host.Pipeline;

public sealed class ResumeTests : IDisposable
{
    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData]
    [InlineData("objective:terms:quantization:followShare=1", "objective:gan:real=target")]
    [InlineData("objective:terms:quantization:delayShare=0.5")]
    [InlineData(
        "objective:terms:quantization:profile=reference",
        "objective:terms:channel-pruning:targetMacRatio=null",
        "objective:terms:channel-pruning:rho=0.5"
    )]
    [InlineData("data:source:crop=random", "objective:gan:real=target")]
    [InlineData("training:fineTune:steps=0")]
    [InlineData("training:rewind=true")]
    [InlineData(
        "training:rewind=true",
        "training:fineTune:learningRate=1",
        "objective:terms:quantization:delayShare=0.85",
        "objective:terms:channel-pruning:enabled=false"
    )]
    public void A_run_that_is_interrupted_at_every_step_gives_the_bytes_of_one_that_is_not(params string[] sets)
    {
        var whole = Gs.Run(_project.Line("compress", _project["whole"], sets));
        Assert.True(whole.ExitCode == 0, whole.Error);

        var interruptions = _project.RunInPieces("compress", _project["pieces"], sets);

        Assert.InRange(interruptions, sets is ["training:fineTune:steps=0"] ? 3 : 5, 20);
        foreach (
            var file in new[]
            {
                "model/weights.safetensors",
                "model/graph.json",
                "checkpoints/extracted/weights.safetensors",
                "metrics.csv",
            }
        )
        {
            Assert.True(
                File.ReadAllBytes(_project["whole", file]).SequenceEqual(File.ReadAllBytes(_project["pieces", file])),
                file
            );
        }

        Assert.Equal(Scores("whole"), Scores("pieces"));
        var seconds = Result("pieces")["seconds"]!;
        Assert.True((double)seconds["total"]! >= (double)seconds["slim"]! + (double)seconds["finetune"]!);
    }

    [Theory]
    [InlineData("Phase slim")]
    [InlineData("Phase finetune")]
    [InlineData("Scoring")]
    public void A_run_that_is_interrupted_between_steps_gives_the_same_bytes(string line)
    {
        var whole = Gs.Run(_project.Line("compress", _project["whole"]));
        Assert.True(whole.ExitCode == 0, whole.Error);

        var first = Gs.RunUntil(
            text => text.StartsWith(line, StringComparison.Ordinal),
            _project.Line("compress", _project.Out)
        );
        Assert.Equal(130, first.ExitCode);
        var second = Gs.Run("resume", _project.Out);

        Assert.True(second.ExitCode == 0, second.Error);
        Assert.Equal(
            File.ReadAllBytes(_project["whole", "model", "weights.safetensors"]),
            File.ReadAllBytes(_project["out", "model", "weights.safetensors"])
        );
    }

    [Fact]
    public void A_run_that_was_killed_after_its_last_checkpoint_gives_the_same_bytes()
    {
        var whole = Gs.Run(_project.Line("compress", _project.Out));
        Assert.True(whole.ExitCode == 0, whole.Error);
        var expected = File.ReadAllBytes(_project["out", "model", "weights.safetensors"]);

        // As if it had been killed before it could note that fine-tuning is done, in the middle of a row.
        var notes = JsonNode.Parse(File.ReadAllText(_project["out", "state.json"]))!.AsObject();
        notes.Remove("finetune");
        File.WriteAllText(_project["out", "state.json"], notes.ToJsonString());
        File.Delete(_project["out", "result.json"]);
        File.AppendAllText(_project["out", "metrics.csv"], "finet");
        var again = Gs.Run("resume", _project.Out, "--json");

        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Equal(expected, File.ReadAllBytes(_project["out", "model", "weights.safetensors"]));
        Assert.DoesNotContain("finet\n", File.ReadAllText(_project["out", "metrics.csv"]), StringComparison.Ordinal);
        Assert.Equal(_project.Result().ToJsonString(), JsonNode.Parse(again.Output)!.ToJsonString());
    }

    [Fact]
    public void A_finished_run_is_shown_again_and_not_changed()
    {
        var first = Gs.Run([.. _project.Line("compress", _project.Out), "--json"]);
        Assert.True(first.ExitCode == 0, first.Error);
        var before = TinyProject.Snapshot(_project.Out);

        var json = Gs.Run("resume", _project.Out, "--json");
        var table = Gs.Run("resume", _project.Out);

        Assert.Equal((0, 0), (json.ExitCode, table.ExitCode));
        Assert.Equal(first.Output, json.Output);
        Assert.Contains("model", table.Output, StringComparison.Ordinal);
        Assert.Equal(before, TinyProject.Snapshot(_project.Out));
    }

    [Fact]
    public void A_broken_test_image_that_comes_late_costs_nothing_that_was_trained()
    {
        var first = Gs.RunUntil(
            static line => line.StartsWith("finetune 1/", StringComparison.Ordinal),
            _project.Line("compress", _project.Out, "data:source:onUnreadable=fail")
        );
        Assert.Equal(130, first.ExitCode);
        var image = File.ReadAllBytes(_project["data", "testA", "1.png"]);
        File.WriteAllText(_project["data", "testA", "1.png"], "no image");

        var broken = Gs.Run("resume", _project.Out);
        File.WriteAllBytes(_project["data", "testA", "1.png"], image);
        var repaired = Gs.Run("resume", _project.Out);

        Assert.Equal(2, broken.ExitCode);
        Assert.Contains(_project["data", "testA", "1.png"], broken.Error, StringComparison.Ordinal);
        Assert.True(repaired.ExitCode == 0, repaired.Error);
        Assert.Contains("Continuing finetune at step 1", repaired.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_that_is_no_number_stops_the_run_and_keeps_its_last_checkpoint()
    {
        var gs = _project.Compress("objective:terms:blow-up:step=3", "objective:terms:channel-pruning:enabled=false");

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(
            "Plugin Fixture.Pipeline, compression term 'blow-up', step 3 of slim: the loss became NaN",
            gs.Error,
            StringComparison.Ordinal
        );
        Assert.Equal(
            3,
            File.ReadLines(_project["out", "metrics.csv"])
                .Count(static line => line.StartsWith("slim,", StringComparison.Ordinal))
        );
        AssertGoesOnWithoutTheBlowUp();
    }

    [Fact]
    public void A_gradient_that_is_no_number_never_gets_into_a_checkpoint()
    {
        var gs = _project.Compress(
            "objective:terms:blow-up:step=3",
            "objective:terms:blow-up:onlyGradient=true",
            "objective:terms:channel-pruning:enabled=false"
        );

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(
            "Plugin Fixture.Pipeline, compression term 'blow-up', step 3 of slim: the loss is a number, but its "
                + "gradient is NaN or infinite. Nothing was updated by it.",
            gs.Error,
            StringComparison.Ordinal
        );
        AssertGoesOnWithoutTheBlowUp();
    }

    [Fact]
    public void A_checkpoint_that_does_not_fit_the_configuration_any_more_is_refused()
    {
        var first = Gs.RunUntil(
            static line => line.StartsWith("slim 1/", StringComparison.Ordinal),
            _project.Line("compress", _project.Out)
        );
        Assert.Equal(130, first.ExitCode);
        var config = File.ReadAllText(_project["out", "config.resolved.json"]);
        var changed = JsonNode.Parse(config)!;
        changed["objective"]!["terms"]!["channel-pruning"] = null;
        changed["objective"]!["terms"]!.AsObject().Remove("channel-pruning");
        File.WriteAllText(_project["out", "config.resolved.json"], changed.ToJsonString());

        var gs = Gs.Run("resume", _project.Out);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("slim.safetensors", gs.Error, StringComparison.Ordinal);
        Assert.Contains("config.resolved.json", gs.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_written_is_reported_and_the_run_goes_on_later()
    {
        var checkpoints = _project["out", "checkpoints"];
        var first = Gs.RunUntil(
            line =>
            {
                if (line.StartsWith("slim 1/", StringComparison.Ordinal))
                {
                    Directory.Delete(checkpoints, recursive: true);
                    File.WriteAllText(checkpoints, "in the way");
                }

                return false;
            },
            _project.Line("compress", _project.Out)
        );
        File.Delete(checkpoints);
        var second = Gs.Run("resume", _project.Out);

        Assert.Equal(2, first.ExitCode);
        Assert.Contains("slim.safetensors' cannot be written", first.Error, StringComparison.Ordinal);
        Assert.True(second.ExitCode == 0, second.Error);
    }

    private void AssertGoesOnWithoutTheBlowUp()
    {
        var config = JsonNode.Parse(File.ReadAllText(_project["out", "config.resolved.json"]))!;
        config["objective"]!["terms"]!["blow-up"]!["step"] = 1000;
        File.WriteAllText(_project["out", "config.resolved.json"], config.ToJsonString());
        var gs = Gs.Run("resume", _project.Out);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains("Continuing slim at step 2", gs.Error, StringComparison.Ordinal);
    }

    private JsonNode Result(string run) => JsonNode.Parse(File.ReadAllText(_project[run, "result.json"]))!;

    private string Scores(string run) => Result(run)["scores"]!.ToJsonString();
}
