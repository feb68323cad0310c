using System.Text.Json.Nodes;
using GsFramework.Core.Interchange;
using GsFramework.Host.Pipeline;
using GsFramework.Host.Training;
using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Host.Pipeline;

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

    [Theory]
    [InlineData(1)]
    [InlineData(TinyProject.SlimSteps)]
    public void A_budget_that_slimming_may_spend_alone_is_refused(int updates)
    {
        var gs = _project.Compress($"training:budget:updates={updates}");

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(
            $"training.budget.updates: {updates} updates are for slimming and fine-tuning together",
            gs.Error,
            StringComparison.Ordinal
        );
        Assert.Contains("lower training.slim.steps", gs.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_project.Out));
    }

    [Fact]
    public void A_method_that_does_not_slim_may_have_fewer_updates_than_slimming_takes()
    {
        var gs = _project.Compress(
            "training:budget:updates=2",
            "method:kind=one-shot-pruning",
            "method:targetMacRatio=1.5"
        );

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Equal(2, (int)_project.Result()["steps"]!["finetune"]!);
    }

    [Fact]
    public void A_budget_of_time_that_is_spent_leaves_no_fine_tuning_and_says_so()
    {
        var gs = _project.Compress(
            "training:budget:cpuSeconds=1",
            "training:slim:steps=400",
            "objective:terms:channel-pruning=false"
        );

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Equal(0, (int)_project.Result()["steps"]!["finetune"]!);
        Assert.Contains("Nothing of training.budget is left", gs.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_budget_of_processor_time_is_planned_once_and_a_resumed_run_goes_on_by_the_plan_of_its_checkpoint()
    {
        var gs = Gs.RunUntil(
            static line => line.StartsWith("finetune 1/", StringComparison.Ordinal),
            _project.Line("compress", _project.Out, "training:budget:cpuSeconds=4")
        );
        Assert.Equal(130, gs.ExitCode);
        var first = (int)Notes()["budget"]!["fineTuneSteps"]!;
        Assert.True((double)Notes()["budget"]!["cpuSecondsPerStep"]! > 0);
        var (done, before) = Plan();
        Assert.Equal(first, before["ticks"]);
        Assert.True(before["steps"] > done, gs.Error);

        var resumed = Gs.Run("resume", _project.Out);

        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal(first, (int)Notes()["budget"]!["fineTuneSteps"]!);
        var (steps, plan) = Plan();
        Assert.Equal((steps, first), ((int)plan["steps"], (int)plan["ticks"]));
        Assert.Equal(steps, (int)_project.Result()["steps"]!["finetune"]!);
        Assert.InRange((double)_project.Result()["cpuSeconds"]!["finetune"]!, 1, 5);
    }

    private (int Steps, IReadOnlyDictionary<string, double> Plan) Plan()
    {
        using var file = SafeTensors.Read(_project["out", "checkpoints", "finetune.safetensors"]);
        return (Checkpoints.Done(file).Steps, Checkpoints.Numbers(file, "plan."));
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
