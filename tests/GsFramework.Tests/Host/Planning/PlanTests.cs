using System.Text.Json.Nodes;
using GsFramework.Core.Interchange;
using GsFramework.Host.Commands;
using GsFramework.Host.Planning;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Pipeline;

namespace GsFramework.Tests.Host.Planning;

/// <summary><c>gs compress CONFIG --plan</c>.</summary>
[Collection(nameof(WholeRuns))]
public sealed class PlanTests : IDisposable
{
    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void It_begins_nothing_and_leaves_nothing_behind()
    {
        var temporary = _project["tmp"];
        Directory.CreateDirectory(temporary);
        var before = TinyProject.Snapshot(_project["."]);

        var gs = GsProcess.Run(
            new Dictionary<string, string?> { ["TMPDIR"] = temporary },
            [.. _project.Line("compress", _project.Out), "--plan"]
        );

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.StartsWith("About ", gs.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(temporary, "gs-*"));
        Assert.Equal(before, TinyProject.Snapshot(_project["."]));
    }

    [Fact]
    public void It_has_every_phase_of_the_run_with_its_steps()
    {
        var forecast = Plan();
        var gs = _project.Compress();
        Assert.True(gs.ExitCode == 0, gs.Error);

        var names = forecast.Phases.Select(static phase => phase.Name).ToArray();
        Assert.Equal(["start", "slim", "extract", "finetune", "evaluate", "report"], names);
        var state = JsonNode.Parse(File.ReadAllText(_project["out", "state.json"]))!.AsObject();
        Assert.Empty(state.Select(static entry => entry.Key).Except(names).Except(["run", "budget", "precision"]));
        Assert.Equal(TinyProject.FineTuneSteps, Units(forecast, "finetune", "updates"));
        Assert.Equal(TinyProject.FineTuneSteps, Units(forecast, "finetune", "discriminator"));

        // 55 % of 4.
        Assert.Equal(2, Units(forecast, "slim", "updates"));
    }

    [Fact]
    public void Steps_of_set_and_images_of_the_run_count()
    {
        var forecast = Plan("training:fineTune:steps=5000", "objective:gan:enabled=false", "training:sampleEvery=100");

        Assert.Equal(5000, Units(forecast, "finetune", "updates"));
        Assert.DoesNotContain(
            forecast.Phases.SelectMany(static phase => phase.Work),
            static work => work.Name == "discriminator"
        );

        // 50 grids of two validation images, and the four test images.
        Assert.Equal(100, Units(forecast, "finetune", "sample rows"));
        Assert.Equal(4, Units(forecast, "evaluate", "images scored"));
        Assert.Equal("finetune", forecast.LongestPhase);
    }

    [Fact]
    public void The_text_tells_what_the_json_has()
    {
        var gs = Gs.Run([.. _project.Line("compress", _project.Out), "--plan"]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        var forecast = Plan();
        foreach (var phase in forecast.Phases)
        {
            Assert.Contains($"\n{phase.Name} ", gs.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        }

        Assert.All(forecast.Assumptions, assumption =>
            Assert.Contains(
                assumption.Split(' ')[0],
                gs.Output.ReplaceLineEndings(" "),
                StringComparison.Ordinal
            )
        );
    }

    [Fact]
    public void A_method_has_no_forecast_and_wrong_input_is_refused_as_in_a_run()
    {
        var method = Gs.Run([.. _project.Line("compress", _project.Out, "method=one-shot-pruning"), "--plan"]);
        var typo = Gs.Run([.. _project.Line("compress", _project.Out, "training:slim:stepz=1"), "--plan"]);

        Assert.Equal(2, method.ExitCode);
        Assert.Contains("--plan: how long the method 'one-shot-pruning'", method.Error, StringComparison.Ordinal);
        Assert.Equal(2, typo.ExitCode);
        Assert.Contains("did you mean 'steps'?", typo.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_line_at_the_head_of_a_run_comes_from_the_command_line_of_the_run()
    {
        var configuration = new ConfigurationArguments("mine.json", ["seed=2"], ["plugins"]);

        Assert.Equal(
            ["compress", "mine.json", "--plan", "--json", "--set", "seed=2", "--plugins", "plugins"],
            TriedForecast.Command(configuration, smoke: false)
        );
    }

    private Forecast Plan(params string[] sets)
    {
        var gs = Gs.Run([.. _project.Line("compress", _project.Out, sets), "--plan", "--json"]);
        Assert.True(gs.ExitCode == 0, gs.Error);
        return RecordJson.As<Forecast>(JsonNode.Parse(gs.Output)!, "the forecast", "");
    }

    private static double Units(Forecast forecast, string phase, string work) =>
        forecast.Phases.Single(entry => entry.Name == phase).Work.Single(entry => entry.Name == work).Units;
}
