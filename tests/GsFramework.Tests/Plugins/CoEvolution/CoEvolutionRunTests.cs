using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Pipeline;

namespace GsFramework.Tests.Plugins.CoEvolution;

/// <summary><c>gs compress</c> with the method.</summary>
[Collection(nameof(WholeRuns))]
public sealed class CoEvolutionRunTests : IDisposable
{
    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void A_run_with_it_ends_with_a_network_of_the_wanted_size_and_a_row_of_every_generation()
    {
        var gs = _project.Compress(Sets());

        Assert.True(gs.ExitCode == 0, gs.Error);
        var result = _project.Result();
        Assert.Equal("cec", (string)result["method"]!);
        Assert.InRange((double)result["macs"]!["ratio"]!, 2, 2.2);
        Assert.Equal(TinyProject.FineTuneSteps, (int)result["steps"]!["finetune"]!);
        var rows = File.ReadAllLines(_project["out", "metrics.csv"])
            .Where(static line => line.StartsWith("search,", StringComparison.Ordinal));
        Assert.Equal(["0", "1", "2"], rows.Select(static row => row.Split(',')[1]));
    }

    [Fact]
    public void A_run_that_is_interrupted_after_every_generation_gives_the_bytes_of_one_that_is_not()
    {
        var whole = Gs.Run(_project.Line("compress", _project["whole"], Sets()));
        Assert.True(whole.ExitCode == 0, whole.Error);

        var gs = Gs.RunUntil(IsGeneration, _project.Line("compress", _project["pieces"], Sets()));
        var interruptions = 0;
        for (; gs.ExitCode == 130 && interruptions < 9; interruptions++)
        {
            Assert.Contains($"gs resume {_project["pieces"]}", gs.Error, StringComparison.Ordinal);
            gs = Gs.RunUntil(IsGeneration, "resume", _project["pieces"]);
        }

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Equal(3, interruptions);
        foreach (var file in new[] { "model/weights.safetensors", "model/graph.json", "metrics.csv" })
        {
            Assert.True(
                File.ReadAllBytes(_project["whole", file]).SequenceEqual(File.ReadAllBytes(_project["pieces", file])),
                file
            );
        }
    }

    [Fact]
    public void A_damaged_state_of_the_search_is_named_when_the_run_is_resumed_and_can_be_deleted()
    {
        var gs = Gs.RunUntil(IsGeneration, _project.Line("compress", _project.Out, Sets()));
        var state = _project["out", "checkpoints", "method", "search.json"];
        File.WriteAllText(
            state,
            File.ReadAllText(state).Replace("\"bits\": \"", "\"bits\": \"1", StringComparison.Ordinal)
        );

        var refused = Gs.Run("resume", _project.Out);
        File.Delete(state);
        var again = Gs.Run("resume", _project.Out);

        Assert.Equal((130, 2), (gs.ExitCode, refused.ExitCode));
        Assert.Contains($"'{state}' is damaged", refused.Error, StringComparison.Ordinal);
        Assert.True(again.ExitCode == 0, again.Error);
    }

    [Fact]
    public void Networks_that_it_needs_are_missed_before_anything_starts_with_all_other_faults()
    {
        string[] sets = ["method:kind=cec", "model:teacherDiscriminator=null", "data:imageSize=3"];
        var refused = _project.Compress(sets);
        var invalid = Gs.Run([
            "config",
            "validate",
            _project.Config,
            .. sets.SelectMany(static set => new[] { "--set", set }),
        ]);

        Assert.Equal((2, 2), (refused.ExitCode, invalid.ExitCode));
        Assert.Equal(refused.Error, invalid.Error);
        Assert.All(
            [
                "has 4 faults",
                "data.imageSize",
                "model.teacherDiscriminator: the compression method 'cec' needs it",
                "model.reverseTeacher: ",
                "model.reverseDiscriminator: ",
            ],
            fault => Assert.Contains(fault, refused.Error, StringComparison.Ordinal)
        );
        Assert.False(Directory.Exists(_project.Out));
    }

    [Fact]
    public void Without_the_other_direction_it_evolves_one_alone()
    {
        var alone = Gs.Run(
            _project.Line(
                "compress",
                _project["alone"],
                "method:kind=cec",
                "method:generations=0",
                "method:population=2",
                "method:cycleWeight=0"
            )
        );

        Assert.True(alone.ExitCode == 0, alone.Error);
        Assert.NotEqual(
            GraphJson.Write(ModelFolder.ReadGraph(_project["generator"], LayerKind.BuiltIn)),
            GraphJson.Write(ModelFolder.ReadGraph(_project["alone", "model"], LayerKind.BuiltIn))
        );
    }

    private string[] Sets() =>
        [
            "method:kind=cec",
            "method:targetMacRatio=2",
            "method:population=3",
            "method:generations=2",
            $"model:reverseTeacher={_project["generator"]}",
            $"model:reverseDiscriminator={_project["discriminator"]}",
        ];

    private static bool IsGeneration(string line) => line.StartsWith("search ", StringComparison.Ordinal);
}
