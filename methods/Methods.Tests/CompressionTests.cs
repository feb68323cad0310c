using System.Text.Json.Nodes;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Pipeline;
using Samples.Tests;

namespace Methods.Tests;

/// <summary>Whole compressions with the methods, loaded as plugins.</summary>
[Collection(nameof(WholeRuns))]
public sealed class CompressionTests : IDisposable
{
    private readonly SampleProject _project = new(MethodPlugins.Folder);

    public void Dispose() => _project.Dispose();

    [Fact]
    public void CAT_prunes_to_the_target_and_aligns_what_is_left_in_every_step()
    {
        _project.Compress(
            "out",
            "method:kind=cat-pruning",
            "method:targetMacRatio=2",
            "method:minChannels=1",
            "objective:terms:kernel-alignment:weight=1"
        );

        var macs = JsonNode.Parse(File.ReadAllText(_project["out", "result.json"]))!["macs"]!;
        Assert.InRange((double)macs["ratio"]!, 2, 2.3);
        var losses = _project.Metric("out", "finetune", "kernel-alignment");
        Assert.Equal(4, losses.Count);
        Assert.All(losses, static loss => Assert.InRange(loss, 1e-6, 3));
    }

    [Theory]
    [InlineData("kernel-alignment:weight=1")]
    [InlineData("wavelet-distillation:levels=3")]
    public void A_term_has_a_loss_in_every_step_of_both_phases_of_a_quantised_student(string term)
    {
        _project.Compress(
            "out",
            $"objective:terms:{term}",
            "objective:terms:channel-pruning:targetMacRatio=1.3",
            "objective:terms:quantization:weightBits=8"
        );

        foreach (var (phase, least) in new[] { ("slim", 2), ("finetune", 4) })
        {
            var losses = _project.Metric("out", phase, term.Split(':')[0]);
            Assert.InRange(losses.Count, least, 4);
            Assert.All(losses, static loss => Assert.InRange(loss, 0, 8));
        }
    }

    [Fact]
    public void Too_many_levels_are_told_with_the_option()
    {
        var gs = Gs.Run(_project.Line("out", "objective:terms:wavelet-distillation:levels=6"));

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("wavelet-distillation.levels", gs.Error, StringComparison.Ordinal);
        Assert.Contains("Set it to 5 or less", gs.Error, StringComparison.Ordinal);
    }
}
