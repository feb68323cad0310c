using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Models.Generators;

namespace GsFramework.Tests.Host.Pipeline;

/// <summary>What a student begins as.</summary>
[Collection(nameof(WholeRuns))]
public sealed class StudentTests : IDisposable
{
    private static readonly string[] _untrained =
    [
        "training:slim:steps=0",
        "training:fineTune:steps=0",
        "objective:terms:channel-pruning:enabled=false",
        "objective:terms:quantization:enabled=false",
    ];

    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void A_student_begins_as_the_model_that_is_given()
    {
        _project.SaveModel(
            "other",
            new CycleGanResNet(new CycleGanResNetOptions { Width = 3, Blocks = 1 }).Create(),
            seed: 77
        );

        var gs = _project.Compress([.. _untrained, $"model:start={_project["other"]}"]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        using var given = ModelFolder.Load(_project["other"], LayerKind.BuiltIn);
        using var made = ModelFolder.Load(_project["out", "model"], LayerKind.BuiltIn);
        Assert.Equal(
            GraphJson.Write(GraphSimplification.WithoutCanceledBiases(given.Graph)),
            GraphJson.Write(made.Graph)
        );
        Assert.All(made.Weights, entry => TensorAssert.Same(given.Weights[entry.Key], entry.Value));
    }

    [Fact]
    public void A_quantised_model_can_be_trained_further()
    {
        Assert.True(_project.Compress().ExitCode == 0);
        Directory.Move(_project.Out, _project["first"]);

        var gs = _project.Compress(
            "objective:terms:channel-pruning:enabled=false",
            $"model:start={_project["first", "model"]}"
        );

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Equal(
            File.ReadAllText(_project["first", "model", "graph.json"]),
            File.ReadAllText(_project["out", "model", "graph.json"])
        );
        Assert.NotEqual(
            File.ReadAllBytes(_project["first", "model", "weights.safetensors"]),
            File.ReadAllBytes(_project["out", "model", "weights.safetensors"])
        );
    }

    [Fact]
    public void A_narrow_student_has_fresh_weights_by_the_seed()
    {
        string[] sets = [.. _untrained, "model:studentMacRatio=2"];
        var one = _project.Compress(sets);
        Directory.Move(_project.Out, _project["one"]);
        _project.Compress([.. sets, "seed=4"]);

        Assert.True(one.ExitCode == 0, one.Error);
        Assert.InRange((double)_project.Result()["macs"]!["ratio"]!, 2, 2.6);
        Assert.Equal(
            File.ReadAllText(_project["one", "model", "graph.json"]),
            File.ReadAllText(_project["out", "model", "graph.json"])
        );
        Assert.NotEqual(
            File.ReadAllBytes(_project["one", "model", "weights.safetensors"]),
            File.ReadAllBytes(_project["out", "model", "weights.safetensors"])
        );
    }

    [Theory]
    [InlineData("model.studentMacRatio is 5000", "model:studentMacRatio=5000")]
    [InlineData("set one of them", "model:studentMacRatio=2", "model:start=generator")]
    [InlineData("model.start takes or makes something else", "model:start=discriminator")]
    public void A_student_that_cannot_be_is_refused(string message, params string[] sets)
    {
        var gs = _project.Compress([
            .. sets.Select(set => set.Replace("start=", $"start={_project[""]}/", StringComparison.Ordinal)),
        ]);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(message, gs.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_project.Out));
    }
}
