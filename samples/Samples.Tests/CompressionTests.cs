using GsFramework.Graph;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Pipeline;
using Samples.Tests.NMSparsity;
using Samples.UNet;

namespace Samples.Tests;

/// <summary>Whole compressions with the samples, loaded as plugins.</summary>
[Collection(nameof(WholeRuns))]
public sealed class CompressionTests : IDisposable
{
    private readonly SampleProject _project = new();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("attention-transfer")]
    [InlineData("similarity-preserving")]
    public void A_term_on_layers_has_a_loss_in_every_step_of_both_phases(string term)
    {
        _project.Compress(
            "out",
            $"objective:terms:{term}:weight=3",
            "objective:terms:channel-pruning:targetMacRatio=1.3"
        );

        foreach (var (phase, steps) in new[] { ("slim", 3), ("finetune", 4) })
        {
            var losses = _project.Metric("out", phase, term);
            Assert.InRange(losses.Count, phase == "slim" ? 2 : steps, steps);

            // Slimming begins with the teacher's own weights.
            var alike = phase == "slim" ? 1 : 0;
            Assert.All(losses.Take(alike), static loss => Assert.Equal(0, loss, 1e-6));
            Assert.All(losses.Skip(alike), static loss => Assert.InRange(loss, 1e-6, 4));
        }
    }

    [Fact]
    public void A_layer_that_only_the_student_has_is_refused_by_name()
    {
        // Quantisers are the student's alone.
        var gs = Gs.Run(
            _project.Line(
                "out",
                "objective:terms:quantization:weightBits=8",
                "objective:terms:attention-transfer:layers:0=*.output_quantizer"
            )
        );

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(
            "compression term 'attention-transfer', taps: the teacher has no layer 'model.1.output_quantizer'",
            gs.Error,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("training:fineTune:steps=4")]
    [InlineData("training:fineTune:steps=0")]
    [InlineData("objective:terms:channel-pruning:targetMacRatio=1.5", "objective:terms:quantization:weightBits=8")]
    [InlineData("objective:terms:nm-sparsity:rampShare=1")]
    [InlineData("training:fineTune:learningRate=0.5")]
    public void The_model_that_is_left_is_sparse_whatever_becomes_of_the_fine_tuning(params string[] sets)
    {
        _project.Compress("out", ["objective:terms:nm-sparsity:n=2", .. sets]);

        using var model = _project.Model("out");
        var groups = 0;
        foreach (
            var (name, axis) in NMSparsityTests
                .Kernels(model.Graph)
                .Where(kernel => model.Weights[kernel.Name].shape[kernel.Axis] >= 4)
        )
        {
            foreach (
                var group in NMSparsityTests
                    .Channels(model.Weights[name], axis)
                    .SelectMany(static channels => channels.Chunk(4))
            )
            {
                Assert.InRange(group.Count(static weight => weight != 0), 0, 2);
                groups++;
            }
        }

        Assert.True(groups > 100);
    }

    [Fact]
    public void The_share_of_zeros_is_reported_in_every_step_of_fine_tuning()
    {
        _project.Compress("out", "objective:terms:nm-sparsity:rampShare=0.5", "objective:terms:nm-sparsity:n=1");

        var zeros = _project.Metric("out", "finetune", "nm-sparsity.zeros");
        Assert.Equal(4, zeros.Count);
        Assert.Equal(zeros.Order(), zeros);
        Assert.InRange(zeros[0], 0.25, 0.3);
        Assert.InRange(zeros[^1], 0.75, 0.8);
    }

    [Fact]
    public void A_sparse_run_that_was_interrupted_gives_the_bytes_of_one_that_was_not()
    {
        string[] sets = ["objective:terms:nm-sparsity:pull=0", "training:fineTune:learningRate=0.01"];
        _project.Compress("whole", sets);

        var first = Gs.RunUntil(
            static line => line.StartsWith("finetune 1/", StringComparison.Ordinal),
            _project.Line("pieces", sets)
        );
        Assert.Equal(130, first.ExitCode);
        var second = Gs.Run("resume", _project["pieces"]);

        Assert.True(second.ExitCode == 0, second.Error);
        Assert.Equal(
            File.ReadAllBytes(_project["whole", "metrics.csv"]),
            File.ReadAllBytes(_project["pieces", "metrics.csv"])
        );
        Assert.Equal(
            File.ReadAllBytes(_project["whole", "model", "weights.safetensors"]),
            File.ReadAllBytes(_project["pieces", "model", "weights.safetensors"])
        );
    }

    [Theory]
    [InlineData(UNetNorm.Batch)]
    [InlineData(UNetNorm.Instance)]
    public void A_UNet_is_pruned_quantised_and_exported(UNetNorm norm)
    {
        _project.SaveModel(
            "teacher",
            new Samples.UNet.UNet(
                new UNetOptions
                {
                    Width = 4,
                    ImageSize = SampleProject.Side,
                    Norm = norm,
                }
            ).Create()
        );

        _project.Compress(
            "out",
            "objective:terms:channel-pruning:targetMacRatio=2.5",
            "objective:terms:quantization:weightBits=8",
            "export:formats:0=onnx",
            "export:formats:1=onnx-int8"
        );

        using var model = _project.Model("out");
        Assert.True(GraphQuantization.IsQuantized(model.Graph));
        Assert.True(File.Exists(_project["out", "export", "tiny.int8.onnx"]));
        var macs = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(_project["out", "result.json"]))!["macs"]!;
        Assert.InRange((double)macs["ratio"]!, 2.5, 2.7);
    }
}
