using System.Text.Json.Nodes;
using GsFramework.Campaign.Cluster;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Pipeline;

namespace GsFramework.Tests.Plugins.Slurm;

/// <summary>A whole sweep that a real Slurm carries out.</summary>
[Collection(nameof(WholeRuns))]
public sealed class HandedOverSweepTests : IDisposable
{
    private readonly TinyProject _project = new();
    private readonly string _name = $"tiny-{Guid.NewGuid():N}";

    public void Dispose() => _project.Dispose();

    [Fact]
    public void Trials_that_are_queued_again_and_killed_come_to_the_numbers_of_this_machine()
    {
        using var slurm = SlurmFacts.Shared();
        var local = Gs.Run(Line("whole"));
        Assert.True(local.ExitCode == 0, local.Error);

        var handed = GsProcess.Run(
            slurm.Variables,
            [.. Line("out"), "--set", "sweep:halving:rungs:0=30", "--launcher", "slurm"]
        );
        Assert.True(handed.ExitCode == 0, handed.Error);
        Assert.Contains("slurm has 4 of 4 runs as", handed.Error, StringComparison.Ordinal);
        var disturbances = new Disturbances(slurm, _project.Out, _name, seed: 1, static _ => { });
        disturbances.UntilTheEnd(new DisturbanceCounts(1, 2, 0), TimeSpan.FromMinutes(5));

        Assert.Equal(0, disturbances.Overlaps);
        var (whole, halved) = (Trials("whole"), Trials("out"));
        Assert.Equal(4, halved.Count);
        var finished = halved.Values.Where(static trial => (string)trial["state"]! == "finished").ToArray();
        Assert.NotEmpty(finished);
        Assert.All(finished, trial => Assert.Equal(Goal(whole[(string)trial["name"]!]), Goal(trial)));
        Assert.All(
            halved.Values.Except(finished),
            static trial => Assert.Equal(("stopped", 30), ((string)trial["state"]!, (int)trial["updates"]!))
        );
    }

    private string[] Line(string output) =>
        _project.Line(
            "sweep",
            _project[output],
            [
                $"name={_name}",
                .. Enumerable
                    .Range(0, 4)
                    .Select(static value =>
                        $"sweep:keys:objective.terms.distillation.weight:values:{value}={1 << value}"
                    ),
                "training:budget:updates=60",
                "training:slim:steps=24",
                "training:checkpointEvery=10",
            ]
        );

    private Dictionary<string, JsonNode> Trials(string folder) =>
        JsonNode
            .Parse(File.ReadAllText(_project[folder, "sweep.json"]))!["trials"]!.AsArray()
            .ToDictionary(static trial => (string)trial!["name"]!, static trial => trial!);

    private static double Goal(JsonNode trial) => (double)trial["goals"]![0]!["value"]!;
}
