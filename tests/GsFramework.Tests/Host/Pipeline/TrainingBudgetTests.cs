using System.Text.Json.Nodes;
using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Host.Pipeline;

[Collection(nameof(WholeRuns))]
public sealed class TrainingBudgetTests : IDisposable
{
    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void Fine_tuning_gets_the_updates_that_slimming_has_left()
    {
        var gs = _project.Compress("training:budget:updates=9", "training:fineTune:steps=1");

        Assert.True(gs.ExitCode == 0, gs.Error);
        var steps = _project.Result()["steps"]!;
        Assert.Equal(9, (int)steps["slim"]! + (int)steps["finetune"]!);
    }

    [Fact]
    public void A_budget_that_is_spent_leaves_no_fine_tuning_and_says_so()
    {
        var gs = _project.Compress("training:budget:updates=1");

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Equal(0, (int)_project.Result()["steps"]!["finetune"]!);
        Assert.Contains("Nothing of training.budget is left", gs.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_budget_of_processor_time_becomes_updates_once_and_stays_what_it_was_when_resumed()
    {
        var gs = Gs.RunUntil(
            static line => line.StartsWith("finetune 1/", StringComparison.Ordinal),
            _project.Line("compress", _project.Out, "training:budget:cpuSeconds=4"));
        Assert.Equal(130, gs.ExitCode);
        var decided = (int)Notes()["budget"]!["fineTuneSteps"]!;
        Assert.True(decided > 1, gs.Error);
        Assert.True((double)Notes()["budget"]!["cpuSecondsPerStep"]! > 0);

        var resumed = Gs.Run("resume", _project.Out);

        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal(decided, (int)_project.Result()["steps"]!["finetune"]!);
        Assert.Equal(decided, (int)Notes()["budget"]!["fineTuneSteps"]!);
    }

    [Theory]
    [InlineData("training:budget:updates=5", "training:budget:cpuSeconds=5")]
    [InlineData("training:budget={}")]
    public void Exactly_one_kind_of_budget_is_given(params string[] sets)
    {
        var gs = _project.Compress(sets);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("training.budget", gs.Error, StringComparison.Ordinal);
    }

    private JsonNode Notes() => JsonNode.Parse(File.ReadAllText(_project["out", "state.json"]))!;
}
