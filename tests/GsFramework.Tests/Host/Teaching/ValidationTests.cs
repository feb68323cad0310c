using System.Text.Json.Nodes;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Host.Teaching;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Pipeline;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Teaching;

[Collection(nameof(WholeRuns))]
public sealed class ValidationTests : IDisposable
{
    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void A_training_without_validation_images_says_that_it_keeps_the_last_weights()
    {
        Directory.Delete(_project["data", "valA"], recursive: true);

        var gs = Gs.Run(_project.Line("teacher", _project.Out, "teacher:steps=1"));
        var off = Gs.Run(_project.Line("teacher", _project["other"], "teacher:steps=1", "teacher:validateEvery=0"));

        Assert.True(gs.ExitCode == 0 && off.ExitCode == 0, gs.Error + off.Error);
        Assert.Contains("too few validation images: the last weights will be kept", gs.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("too few validation images", off.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_best_weights_are_those_with_the_lowest_score()
    {
        using var scope = NewDisposeScope();
        using var module = OneConvolution();
        using var best = new BestWeights();
        foreach (var (score, step) in new[] { (3.0, 1), (1.0, 2), (2.0, 3), (1.0, 4), (double.NaN, 5) })
        {
            using var noGrad = no_grad();
            module.Tensors["c.weight"].fill_(step);
            best.Offer(score, step, [("model", module)]);
        }

        Assert.Equal((1.0, 2, 3), (best.Score, best.Step, best.Waited));
        Assert.Equal(2, best.Of("model")!["c.weight"].item<float>());
    }

    [Fact]
    public void The_best_weights_come_back_from_a_checkpoint()
    {
        using var scope = NewDisposeScope();
        using var module = OneConvolution();
        using var best = new BestWeights();
        best.Offer(1, 7, [("model", module), ("reverse/model", module)]);
        best.Offer(2, 8, [("model", module)]);
        var path = _project["state.safetensors"];
        SafeTensors.Write(
            path,
            best.State(),
            best.Numbers().ToDictionary(static entry => entry.Key, static entry => $"{entry.Value}")
        );

        using var file = SafeTensors.Read(path);
        using var restored = new BestWeights();
        restored.Load(file);

        Assert.Equal((1.0, 7, 1), (restored.Score, restored.Step, restored.Waited));
        Assert.True(restored.Of("reverse/model")!["c.weight"].Equals(module.Tensors["c.weight"]));
    }

    [Fact]
    public void The_score_of_what_is_kept_is_the_lowest_in_the_metrics()
    {
        var gs = Gs.Run([
            .. _project.Line("teacher", _project.Out, "teacher:steps=6", "teacher:learningRate=0.01"),
            "--json",
        ]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        var rows = File.ReadAllLines(_project["out", "metrics.csv"]);
        var column = Array.IndexOf(rows[0].Split(','), "validationKid");
        var scores = rows.Skip(1)
            .Select(row => double.Parse(row.Split(',')[column], System.Globalization.CultureInfo.InvariantCulture))
            .ToArray();
        Assert.Equal(6, scores.Length);
        Assert.NotEqual(scores[0], scores[1]);
        var printed = JsonNode.Parse(gs.Output)!;
        Assert.Equal(Array.IndexOf(scores, scores.Min()) + 1, (int)printed["keptStep"]!);
        Assert.Equal(scores.Min(), (double)printed["validation"]!["value"]!, 1e-6);
    }

    [Fact]
    public void A_training_that_gets_no_better_stops_when_patience_ends()
    {
        var gs = Gs.Run(
            _project.Line(
                "teacher",
                _project.Out,
                "teacher:steps=50",
                "teacher:learningRate=0",
                "teacher:patience=2",
                "teacher:averageDecay=0"
            )
        );

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains("Trained 3 steps", gs.Output, StringComparison.Ordinal);
        Assert.Contains("Stopping early", gs.Error, StringComparison.Ordinal);
        Assert.Contains("after 1 steps", gs.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Patience_without_validation_images_is_refused()
    {
        Directory.Delete(_project["data", "valA"], recursive: true);

        var gs = Gs.Run(_project.Line("teacher", _project.Out, "teacher:patience=2"));

        Assert.True(gs.ExitCode == 2, gs.Error);
        Assert.Contains("teacher.patience", gs.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_project.Out));
    }

    [Fact]
    public void Without_validation_images_the_last_weights_are_kept()
    {
        Directory.Delete(_project["data", "valA"], recursive: true);

        var gs = Gs.Run([.. _project.Line("teacher", _project.Out), "--json"]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Equal(3, (int)JsonNode.Parse(gs.Output)!["keptStep"]!);
        Assert.Contains(
            "after the last step",
            File.ReadAllText(_project["out", "model", "card.md"]),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_model_card_says_how_the_network_was_made()
    {
        Assert.Equal(0, Gs.Run(_project.Line("teacher", _project.Out)).ExitCode);

        var card = File.ReadAllText(_project["out", "model", "card.md"]);

        foreach (
            var expected in new[]
            {
                "# tiny",
                "cyclegan-resnet",
                "seed 3",
                "| train | 5 | 5 |",
                "| validation | 2 | 2 |",
                "| test | 4 | 4 |",
                "KID",
                "kid-means",
                "psnr-truth",
                "![validation images](card.png)",
                "\"poolSize\": 2",
            }
        )
        {
            Assert.Contains(expected, card, StringComparison.Ordinal);
        }

        Assert.True(File.Exists(_project["out", "model", "card.png"]));
        Assert.Single(Directory.GetFiles(_project["cache", "features"]));
    }

    private static GraphModule OneConvolution()
    {
        var graph = new GraphBuilder(1).Add("c", new Conv2d(1, 1, KernelSize: 1)).Build();
        using var weights = GraphWeights.Initialize(graph, 1);
        return new GraphModule(graph, weights);
    }
}
