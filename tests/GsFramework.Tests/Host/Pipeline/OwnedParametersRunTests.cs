using System.Text.Json.Nodes;
using GsFramework.Core.Interchange;
using GsFramework.Core.Interchange.Onnx.Messages;
using GsFramework.Graph;
using GsFramework.Tests.Docs;
using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Host.Pipeline;

/// <summary>Runs with a term of the documentation that pairs layers of unlike networks and owns the convolution between
/// them.</summary>
[Collection(nameof(WholeRuns))]
public sealed class OwnedParametersRunTests : IDisposable
{
    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData(
        "model.11|model.10",
        "model:student:kind=cyclegan-resnet",
        "model:student:width=3",
        "model:student:blocks=2",
        "objective:terms:channel-pruning:enabled=false"
    )]
    [InlineData(
        null,
        "objective:terms:channel-pruning:targetMacRatio=null",
        "objective:terms:channel-pruning:rho=2.5",
        "training:slim:compactEvery=1",
        "training:slim:steps=8"
    )]
    [InlineData("model.10|model.10", "training:precision=bf16")]
    public void Interrupted_at_every_step_they_give_the_bytes_of_a_run_that_is_not(string? pair, params string[] sets)
    {
        string[] all =
        [
            .. sets,
            "objective:terms:connector:enabled=true",
            $"plugins:folders:1={DocumentedPlugins.Folder}",
            "export:formats:0=onnx",
        ];
        var whole = Gs.Run(_project.Line("compress", _project["whole"], all));
        Assert.True(whole.ExitCode == 0, whole.Error);

        _project.RunInPieces("compress", _project["pieces"], all);

        foreach (
            var file in new[]
            {
                "checkpoints/slim.safetensors",
                "checkpoints/finetune.safetensors",
                "model/weights.safetensors",
                "metrics.csv",
            }
        )
        {
            Assert.True(Content("whole", file).SequenceEqual(Content("pieces", file)), file);
        }

        if (pair is not null)
        {
            IsIn("slim", pair);
            IsIn("finetune", pair);
            return;
        }

        // The block of the pair is among what leaves.
        var log = File.ReadAllText(_project["whole", "log.jsonl"]);
        Assert.Contains("have left its training", log, StringComparison.Ordinal);
        Assert.DoesNotContain("may hold something for each channel", log, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_exported_and_counted_is_the_generator_alone()
    {
        var gs = _project.Compress(
            "objective:terms:connector:enabled=true",
            $"plugins:folders:1={DocumentedPlugins.Folder}",
            "export:formats:0=onnx"
        );

        Assert.True(gs.ExitCode == 0, gs.Error);
        using var model = ModelFolder.Load(_project["out", "model"], LayerKind.BuiltIn);
        Assert.Equal(
            model.Graph.Parameters().Select(static entry => entry.Name).Order(),
            model.Weights.Keys.Order()
        );
        Assert.Equal(
            model
                .Graph.Parameters()
                .Where(static entry => entry.Parameter.Role != ParameterRole.Buffer)
                .Sum(static entry => (long)entry.Parameter.Count),
            (long)_project.Result()["parameters"]!["compact"]!
        );
        Assert.Equal(
            new FileInfo(_project["out", "model", "weights.safetensors"]).Length,
            (long)_project.Result()["bytes"]!["compact"]!
        );
        var file = Assert.Single(Directory.GetFiles(_project["out", "export"], "*.onnx"));
        Assert.DoesNotContain(
            ModelProto.Parser.ParseFrom(File.ReadAllBytes(file)).Graph.Initializer,
            static tensor => tensor.Name.Contains('|') || tensor.Name.Contains("connector", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_pair_that_the_networks_do_not_have_is_found_before_anything_is_trained()
    {
        var gs = _project.Compress(
            "objective:terms:connector:enabled=true",
            $"plugins:folders:1={DocumentedPlugins.Folder}",
            "objective:terms:connector:hint=modl.10"
        );

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(
            "compression term 'connector', taps: the teacher has no layer 'modl.10', which the term pairs with "
                + "'model.10' of the generator; did you mean 'model.10'?",
            gs.Error,
            StringComparison.Ordinal
        );
        Assert.False(Directory.Exists(_project.Out));
    }

    private void IsIn(string phase, string pair)
    {
        using var file = SafeTensors.Read(_project["whole", "checkpoints", $"{phase}.safetensors"]);
        foreach (var key in new[] { $"owned.connector.{pair}", $"optimizer.owned.connector.{pair}.exp_avg" })
        {
            Assert.Contains(key, file.Tensors.Keys);
            Assert.Equal(TorchSharp.torch.float32, file.Tensors[key].dtype);
        }
    }

    // A checkpoint of the same training differs in the seconds that it took.
    private byte[] Content(string run, string file)
    {
        if (!file.StartsWith("checkpoints", StringComparison.Ordinal))
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
