using GsFramework.Core.Interchange;
using GsFramework.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Pipeline;

/// <summary>What fine-tuning begins with.</summary>
[Collection(nameof(WholeRuns))]
public sealed class RewindTests : IDisposable
{
    private static readonly string[] _asExtracted = ["training:fineTune:steps=0", "training:slim:learningRate=0.01"];

    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("objective:terms:quantization:enabled=false")]
    [InlineData]
    [InlineData("objective:terms:quantization:enabled=false", "objective:terms:channel-pruning:trunk=true")]
    public void With_rewind_the_kept_channels_have_the_weights_of_the_teacher(params string[] sets)
    {
        var gs = _project.Compress([.. _asExtracted, "training:rewind=true", .. sets]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.InRange((double)_project.Result()["macs"]!["ratio"]!, 1.5, 3);
        Assert.Empty(Strangers());
    }

    [Fact]
    public void Without_rewind_they_have_those_that_slimming_has_made_of_them()
    {
        var gs = _project.Compress([.. _asExtracted, "objective:terms:quantization:enabled=false"]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains("model.1.weight", Strangers());
    }

    [Fact]
    public void Rewinding_does_not_change_which_channels_are_kept()
    {
        string[] sets = [.. _asExtracted, "objective:terms:quantization:enabled=false"];
        Assert.True(_project.Compress([.. sets, "training:rewind=true"]).ExitCode == 0);
        Directory.Move(_project.Out, _project["rewound"]);
        Assert.True(_project.Compress(sets).ExitCode == 0);

        Assert.Equal(
            File.ReadAllText(_project["rewound", "model", "graph.json"]),
            File.ReadAllText(_project["out", "model", "graph.json"])
        );
    }

    // The weights that hold a number which the teacher's of the same name do not.
    private List<string> Strangers()
    {
        using var scope = NewDisposeScope();
        using var teacher = ModelFolder.Load(_project["generator"], LayerKind.BuiltIn);
        using var compact = ModelFolder.Load(_project["out", "checkpoints", "extracted"], LayerKind.BuiltIn);
        return
        [
            .. compact
                .Weights.Where(entry =>
                    teacher.Weights.TryGetValue(entry.Key, out var former)
                    && entry.Value.data<float>().Except(former.data<float>()).Any()
                )
                .Select(static entry => entry.Key),
        ];
    }
}
