using System.Text.Json.Nodes;
using GsFramework.Core.Interchange;
using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Host.Pipeline;

/// <summary>Runs whose generator loses channels while it is slimmed.</summary>
[Collection(nameof(WholeRuns))]
public sealed class CompactionRunTests : IDisposable
{
    private static readonly string[] _sets =
    [
        "objective:terms:channel-pruning:targetMacRatio=null",
        "objective:terms:channel-pruning:rho=2.5",
        "training:slim:compactEvery=1",
        "training:slim:steps=8",
    ];

    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void Interrupted_at_every_step_they_give_the_bytes_of_a_run_that_is_not()
    {
        var whole = Gs.Run(_project.Line("compress", _project["whole"], _sets));
        Assert.True(whole.ExitCode == 0, whole.Error);
        Assert.Contains("have left its training", Log("whole"), StringComparison.Ordinal);

        _project.RunInPieces("compress", _project["pieces"], _sets);

        foreach (
            var file in new[]
            {
                "checkpoints/slim.safetensors",
                "checkpoints/extracted/weights.safetensors",
                "model/weights.safetensors",
                "metrics.csv",
            }
        )
        {
            Assert.True(Content("whole", file).SequenceEqual(Content("pieces", file)), file);
        }
    }

    [Fact]
    public void The_extracted_network_is_the_one_that_was_slimmed_and_rewinding_finds_its_channels()
    {
        var gs = _project.Compress([.. _sets, "training:rewind=true"]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains("have left its training", Log("out"), StringComparison.Ordinal);
        Assert.InRange((double)State()["extract"]!["maxAbsDifference"]!, 0, 1e-9);
    }

    [Fact]
    public void Without_compaction_nothing_leaves()
    {
        var gs = _project.Compress([.. _sets, "training:slim:compactEvery=0"]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.DoesNotContain("have left its training", Log("out"), StringComparison.Ordinal);
        using var file = SafeTensors.Read(_project["out", "checkpoints", "slim.safetensors"]);
        Assert.DoesNotContain(file.Tensors.Keys, static key => key.StartsWith("compaction.", StringComparison.Ordinal));
    }

    private JsonNode State() => JsonNode.Parse(File.ReadAllText(_project["out", "state.json"]))!;

    private string Log(string run) => File.ReadAllText(_project[run, "log.jsonl"]);

    // A checkpoint of the same training differs in the seconds that it took.
    private byte[] Content(string run, string file)
    {
        if (!file.Contains("slim.", StringComparison.Ordinal))
        {
            return File.ReadAllBytes(_project[run, file]);
        }

        using var weights = SafeTensors.Read(_project[run, file]);
        return
        [
            .. weights
                .Tensors.OrderBy(static entry => entry.Key, StringComparer.Ordinal)
                .SelectMany(static entry => entry.Value.contiguous().bytes.ToArray()),
        ];
    }
}
