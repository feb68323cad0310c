using System.Globalization;
using System.Text.Json.Nodes;
using GsFramework.Core.Text;
using GsFramework.Tests.Host;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Pipeline;

namespace GsFramework.Tests.Plugins.Teachers;

/// <summary>The training of a classifier, on a committed part of Fashion-MNIST.</summary>
[Collection(nameof(WholeRuns))]
public sealed class ClassifierMethodTests : IDisposable
{
    private readonly TinyProject _project = new();

    public ClassifierMethodTests()
    {
        var configuration = JsonNode.Parse(File.ReadAllText(_project.Config))!;
        configuration["model"] = new JsonObject
        {
            ["generator"] = new JsonObject { ["kind"] = "small-convnet", ["width"] = 2 },
        };
        configuration["data"] = new JsonObject
        {
            ["source"] = new JsonObject
            {
                ["kind"] = "idx",
                ["root"] = Repository.Path("tests", "Data", "fashion-mnist"),
                ["validation"] = 50,
            },
            ["trainLimit"] = 200,
            ["imageSize"] = 28,
            ["batchSize"] = 20,
            ["flip"] = false,
        };
        configuration["teacher"]!["method"] = "classifier";
        File.WriteAllText(_project.Config, configuration.ToJsonString());
    }

    public void Dispose() => _project.Dispose();

    [Fact]
    public void The_cross_entropy_falls_and_what_is_kept_is_better_than_chance()
    {
        var gs = Gs.Run([
            .. _project.Line(
                "teacher",
                _project.Out,
                "teacher:steps=60",
                "teacher:learningRate=0.02",
                "teacher:validateEvery=20",
                "teacher:checkpointEvery=60"
            ),
            "--json",
        ]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        var losses = Column("lossG");
        Assert.Equal(Math.Log(10), losses[0], 0.1);
        Assert.True(losses.TakeLast(10).Average() < 0.7 * losses[0], string.Join(' ', losses));
        Assert.True(Column("accuracy").TakeLast(10).Average() > 0.35);
        var kept = JsonNode.Parse(gs.Output)!;
        Assert.Equal("validationCrossEntropy", (string)kept["validation"]!["score"]!);
        Assert.True((double)kept["validation"]!["value"]! < Math.Log(10));
        Assert.Null(kept["discriminator"]);
    }

    [Fact]
    public void A_training_that_is_interrupted_at_every_step_gives_the_bytes_of_one_that_is_not()
    {
        var whole = Gs.Run(_project.Line("teacher", _project["whole"]));
        Assert.True(whole.ExitCode == 0, whole.Error);

        Assert.Equal(2, _project.RunInPieces("teacher", _project["pieces"]));

        foreach (var file in new[] { "model/weights.safetensors", "metrics.csv" })
        {
            Assert.True(
                File.ReadAllBytes(_project["whole", file]).SequenceEqual(File.ReadAllBytes(_project["pieces", file])),
                file
            );
        }
    }

    [Fact]
    public void What_is_printed_and_the_card_speak_of_a_classifier()
    {
        var gs = Gs.Run(_project.Line("teacher", _project.Out));

        Assert.True(gs.ExitCode == 0, gs.Error);
        foreach (var absent in new[] { "discriminator", "generator", "pictures" })
        {
            Assert.DoesNotContain(absent, gs.Output, StringComparison.OrdinalIgnoreCase);
        }

        var card = File.ReadAllText(_project["out", "model", "card.md"]).Split("## Configuration")[0];
        foreach (
            var expected in new[]
            {
                "A dense classifier",
                "the weights as trained; after",
                "validationCrossEntropy",
                "| split | images | labels |",
                "| train | 200 | 200 |",
                "| validation | 50 | 50 |",
                "| test | 500 | 500 |",
                "| accuracy |",
            }
        )
        {
            Assert.Contains(expected, card, StringComparison.Ordinal);
        }

        foreach (var absent in new[] { "moving average", "generator", " B ", "of B", "card.png" })
        {
            Assert.DoesNotContain(absent, card, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_accuracy_of_the_card_is_that_of_the_weights_beside_it()
    {
        Assert.Equal(
            0,
            Gs.Run(_project.Line("teacher", _project.Out, "teacher:steps=30", "teacher:learningRate=0.02")).ExitCode
        );

        var gs = Gs.Run("evaluate", _project["out", "model"], _project.Config, "--set", "model:teacher=null", "--json");

        Assert.True(gs.ExitCode == 0, gs.Error);
        var evaluated = JsonNode.Parse(gs.Output)!["scores"]!
            .AsArray()
            .Single(static row => (string)row!["metric"]! == "accuracy")!;
        var card = File.ReadAllLines(_project["out", "model", "card.md"])
            .Single(static line => line.StartsWith("| accuracy |", StringComparison.Ordinal));
        Assert.Equal(
            MeasuredText.Of((double)evaluated["compact"]!, (double)evaluated["standardError"]!),
            card.Split('|')[2].Trim()
        );
    }

    private double[] Column(string name)
    {
        var rows = File.ReadAllLines(_project["out", "metrics.csv"]);
        var column = Array.IndexOf(rows[0].Split(','), name);
        return [.. rows.Skip(1).Select(row => double.Parse(row.Split(',')[column], CultureInfo.InvariantCulture))];
    }
}
