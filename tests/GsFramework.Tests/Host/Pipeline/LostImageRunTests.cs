using System.Text.Json.Nodes;
using GsFramework.Tests.Core.Data;
using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Host.Pipeline;

/// <summary>Whole runs whose images vanish meanwhile.</summary>
[Collection(nameof(WholeRuns))]
public sealed class LostImageRunTests : IDisposable
{
    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("compress", "finetune 1/")]
    [InlineData("teacher", "teacher 1/")]
    public void A_run_goes_on_without_the_files_that_vanish_and_says_so(string verb, string moment)
    {
        var gs = Deleting(
            moment,
            [("trainA", 0), ("trainA", 1), ("trainA", 2), ("trainB", 3), ("valA", 1), ("testA", 1)],
            _project.Line(
                verb,
                _project.Out,
                "data:source:cacheMegabytes=0",
                "training:fineTune:steps=9",
                "teacher:steps=9",
                "data:source:crop=random"
            )
        );

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains("Scoring 3 test images", gs.Error, StringComparison.Ordinal);
        Assert.Contains(
            "warning: 1 of 4 test A images were lost since the run began",
            gs.Error,
            StringComparison.Ordinal
        );
        Assert.Contains("MORE THAN A TENTH", gs.Error, StringComparison.Ordinal);
        Assert.Contains("Scores are of ", File.ReadAllText(_project["out", "log.jsonl"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compress", "finetune 1/")]
    [InlineData("teacher", "teacher 1/")]
    public void A_run_that_loses_all_images_keeps_what_it_has_trained(string verb, string moment)
    {
        var copy = Directory.GetFiles(_project["data", "trainA"]).ToDictionary(static path => path, File.ReadAllBytes);
        var gs = Deleting(
            moment,
            [.. Enumerable.Range(0, 5).Select(static i => ("trainA", i))],
            _project.Line(
                verb,
                _project.Out,
                "data:source:cacheMegabytes=0",
                "training:fineTune:steps=20",
                "teacher:steps=20",
                "training:checkpointEvery=1000",
                "teacher:checkpointEvery=1000"
            )
        );

        Assert.True(gs.ExitCode == 2, gs.Error);
        Assert.Contains($"continue with 'gs resume {_project.Out}'", gs.Error, StringComparison.Ordinal);
        foreach (var (path, bytes) in copy)
        {
            File.WriteAllBytes(path, bytes);
        }

        Assert.True(
            File.Exists(
                _project["out", "checkpoints", verb == "teacher" ? "teacher.safetensors" : "finetune.safetensors"]
            )
        );
        Assert.Equal(0, Gs.Run("resume", _project.Out).ExitCode);
    }

    [Theory]
    [InlineData("compress", "finetune 1/")]
    [InlineData("teacher", "teacher 1/")]
    public void A_run_whose_held_images_are_damaged_in_the_middle_meanwhile_is_scored_on_the_others(
        string verb,
        string moment
    )
    {
        var gs = Gs.RunUntil(
            line =>
            {
                if (line.StartsWith(moment, StringComparison.Ordinal))
                {
                    DamagedPng.Write(_project["data", "testA", "1.png"]);
                    DamagedPng.Write(_project["data", "trainB", "2.png"]);
                }

                return false;
            },
            _project.Line(
                verb,
                _project.Out,
                "data:source:cacheMegabytes=0",
                "training:fineTune:steps=9",
                "teacher:steps=9"
            )
        );

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains("Scoring 3 test images", gs.Error, StringComparison.Ordinal);
        Assert.Contains(
            "1 of 4 test A images were lost since the run began, and are left out together with their partners: 1.png",
            gs.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_run_that_is_resumed_names_the_test_images_that_are_missing()
    {
        var first = Gs.RunUntil(
            static line => line.StartsWith("finetune 1/", StringComparison.Ordinal),
            _project.Line("compress", _project.Out)
        );
        Assert.Equal(130, first.ExitCode);
        File.Delete(_project["data", "testA", "1.png"]);

        var gs = Gs.Run("resume", _project.Out);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains(
            "warning: 1 of 4 test images of A with which the run began are missing: 1",
            gs.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_teacher_lists_its_unreadable_images()
    {
        var path = _project["data", "trainA", "1.png"];
        File.WriteAllText(path, "no image");

        var gs = Gs.Run([.. _project.Line("teacher", _project.Out, "teacher:steps=1"), "--json"]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Equal(
            [path],
            JsonNode.Parse(gs.Output)!["unreadableImages"]!.AsArray().Select(static one => (string)one!)
        );
        Assert.Contains(
            "1 CPU thread,",
            File.ReadAllText(_project["out", "model", "card.md"]),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Cost_needs_no_images()
    {
        Directory.Delete(_project["data"], recursive: true);

        var gs = Gs.Run("cost", _project.Config);

        Assert.True(gs.ExitCode == 0, gs.Error);
    }

    private Gs Deleting(string moment, IReadOnlyList<(string Folder, int Number)> files, string[] line) =>
        Gs.RunUntil(
            text =>
            {
                if (text.StartsWith(moment, StringComparison.Ordinal))
                {
                    foreach (var (folder, number) in files)
                    {
                        File.Delete(_project["data", folder, $"{number}.png"]);
                    }
                }

                return false;
            },
            line
        );
}
