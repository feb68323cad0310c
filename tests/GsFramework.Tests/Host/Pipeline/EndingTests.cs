using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Models.Generators;
using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Host.Pipeline;

/// <summary>However a run ends, what it leaves is a model like any other.</summary>
public sealed class EndingTests : IDisposable
{
    private const string Rewind = "training:rewind=true";
    private const string Worse = "training:fineTune:learningRate=1";
    private const string Late = "objective:terms:quantization:delayShare=0.85";

    // Then the extracted network is the teacher, rounded, and whatever a hasty training makes is worse.
    private const string Whole = "objective:terms:channel-pruning:enabled=false";

    private static readonly string[] _exports = ["export:formats:0=onnx", "export:formats:1=onnx-int8"];

    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("extracted", "fine-tuning made it worse", Worse, Whole)]
    [InlineData("extracted", "fine-tuning made it worse", Worse, Rewind, Whole)]
    [InlineData("extracted", "fine-tuning made it worse", Worse, Rewind, Late, Whole)]
    [InlineData("extracted", "fine-tuning made it worse", Worse, Rewind, "training:precision=bf16", Whole)]
    [InlineData(
        "extracted",
        "fine-tuning made it worse",
        Worse,
        Rewind,
        "objective:terms:quantization:activationBits=0",
        Whole
    )]
    [InlineData("extracted", "fine-tuning made it worse", Worse, Rewind, "training:slim:steps=0", Whole)]
    [InlineData(
        "extracted",
        "fine-tuning made it worse",
        Worse,
        Rewind,
        "objective:terms:quantization:enabled=false",
        Whole
    )]
    [InlineData("extracted", "there was no fine-tuning", Rewind, Late, "training:fineTune:steps=0")]
    [InlineData("extracted", "there was no fine-tuning", "training:slim:steps=0", "training:fineTune:steps=0", Whole)]
    [InlineData("fine-tuned", "it is no worse than the extracted one", "training:fineTune:learningRate=1e-9")]
    [InlineData(
        "fine-tuned",
        "it is no worse than the extracted one",
        Rewind,
        Late,
        "training:fineTune:steps=1",
        "training:fineTune:learningRate=1e-9"
    )]
    public void The_network_that_is_kept_exports_evaluates_and_resumes(
        string network,
        string reason,
        params string[] sets
    )
    {
        var gs = _project.Compress([.. _exports, .. sets]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        AssertWorks(network, reason);
        Assert.Equal(
            network == "extracted",
            gs.Output.Contains($"the extracted network, since {reason}", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Without_validation_images_the_fine_tuned_network_is_kept()
    {
        foreach (var folder in new[] { "valA", "valB" })
        {
            Directory.Delete(_project["data", folder], recursive: true);
        }

        var gs = _project.Compress([.. _exports, Rewind, Late]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        AssertWorks("fine-tuned", "there are no validation images to compare it on");
    }

    [Theory]
    [InlineData(Worse)]
    [InlineData("training:fineTune:steps=0")]
    public void A_network_with_quantisers_that_a_method_has_made_is_calibrated(string set)
    {
        var graph = new CycleGanResNet(new CycleGanResNetOptions { Width = 4, Blocks = 1 }).Create();
        var edge = new AffineQuantizer(8);
        _project.SaveModel(
            "generator",
            GraphQuantization.Quantize(graph, _ => new(new WeightQuantizer(8, PerChannel: true), edge, edge)),
            1
        );

        var gs = _project.Compress([.. _exports, "method=halving", set]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        AssertWorks("extracted", set == Worse ? "fine-tuning made it worse" : "there was no fine-tuning");
    }

    [Fact]
    public void A_smoke_run_ends_well_too()
    {
        var gs = Gs.Run([
            .. _project.Line("compress", _project.Out, [.. _exports, Rewind, Late, Worse, Whole]),
            "--smoke",
        ]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        AssertWorks("extracted", "fine-tuning made it worse");
    }

    [Fact]
    public void A_run_whose_export_failed_is_not_finished_and_goes_on_with_its_exports()
    {
        var failed = Gs.RunUntil(
            line =>
            {
                if (line.StartsWith("Scoring", StringComparison.Ordinal))
                {
                    File.WriteAllText(_project["out", "export"], "in the way");
                }

                return false;
            },
            _project.Line("compress", _project.Out, _exports)
        );
        var scores = _project.Result()["scores"]!.ToJsonString();
        var page = File.ReadAllText(_project["out", "report.html"]);
        var again = Gs.Run("resume", _project.Out);
        var second = _project.Compress();
        File.Delete(_project["out", "export"]);
        var ended = Gs.Run("resume", _project.Out);

        Assert.Equal((2, 2, 2), (failed.ExitCode, again.ExitCode, second.ExitCode));
        Assert.Contains("tiny.int8.onnx was not written: ", failed.Error, StringComparison.Ordinal);
        Assert.Contains("Not written: onnx, onnx-int8, which", page, StringComparison.Ordinal);
        Assert.Contains("Continue it with", second.Error, StringComparison.Ordinal);
        Assert.True(ended.ExitCode == 0, ended.Error);
        Assert.DoesNotContain("Scoring", ended.Error, StringComparison.Ordinal);
        Assert.Equal(scores, _project.Result()["scores"]!.ToJsonString());
        Assert.Equal(2, _project.Result()["exports"]!.AsArray().Count);
        Assert.DoesNotContain(
            "Not written",
            File.ReadAllText(_project["out", "report.html"]),
            StringComparison.Ordinal
        );
    }

    private void AssertWorks(string network, string reason)
    {
        var result = _project.Result();
        Assert.Equal((network, reason), ((string)result["kept"]!["network"]!, (string)result["kept"]!["reason"]!));
        Assert.Equal(2, result["exports"]!.AsArray().Count);
        Assert.Contains(
            $"Kept is the {network} network, since {reason}",
            File.ReadAllText(_project["out", "report.html"]),
            StringComparison.Ordinal
        );
        using (var model = ModelFolder.Load(_project["out", "model"], LayerKind.BuiltIn))
        {
            Assert.All(model.Graph.Nodes.Where(static node => node.Layer is AffineQuantizer), node =>
                Assert.NotNull(((AffineQuantizer)node.Layer).Grid(model.Weights[node.ParameterName("range")]))
            );
        }

        var evaluated = Gs.Run("evaluate", _project["out", "model"], _project.Config);
        var resumed = Gs.Run("resume", _project.Out);
        Assert.True(evaluated.ExitCode == 0, evaluated.Error);
        Assert.True(resumed.ExitCode == 0, resumed.Error);
    }
}
