using GsFramework.Host.Evaluation;
using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Host.Pipeline;

/// <summary><c>scores.csv</c> of runs and of <c>gs evaluate</c>.</summary>
[Collection(nameof(WholeRuns))]
public sealed class ImageScoresOfRunTests : IDisposable
{
    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    private string Scores => _project["out", "scores.csv"];

    [Fact]
    public void The_mean_and_the_error_of_a_column_are_those_of_the_result_to_the_last_bit()
    {
        File.Delete(_project["data", "testB", "2.png"]);

        Compressed();

        var images = ImageScoresFile.Read(Scores)!;
        Assert.Equal(["0", "1", "2", "3"], images.Names);
        var columns = images.Columns.ToDictionary(static column => column.Metric, static column => column.Values);
        var means = _project
            .Result()["scores"]!.AsArray()
            .Where(score => columns.ContainsKey((string)score!["metric"]!))
            .ToDictionary(static score => (string)score!["metric"]!, static score => score!);
        Assert.Equal(
            [
                "l1-teacher",
                "psnr-teacher",
                "ssim-teacher",
                "feature-distance-means-teacher",
                "l1-truth",
                "psnr-truth",
                "ssim-truth",
                "feature-distance-means-truth",
            ],
            means.Keys
        );
        Assert.All(means, score =>
        {
            Assert.Equal(
                ((double)score.Value["compact"]!, (double)score.Value["standardError"]!),
                Mean(columns[score.Key])
            );
            if (score.Value["dense"] is { } dense)
            {
                Assert.Equal(
                    ((double)dense, (double)score.Value["denseStandardError"]!),
                    Mean(columns[score.Key + ImageScores.OfDense])
                );
            }
        });
        Assert.Equal([false, false, true, false], columns["l1-truth"].Select(static value => value is null));
        Assert.Equal(columns.Count, means.Count + means.Values.Count(static score => score["dense"] is not null));
    }

    [Fact]
    public void Evaluate_writes_the_table_of_the_run_and_overwrites_nothing_unasked()
    {
        Compressed();
        string[] line = ["evaluate", _project["out", "model"], _project.Config, "--scores", _project["mine.csv"]];

        var gs = Gs.Run(line);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains($"Wrote {_project["mine.csv"]}, the scores of 4 images.", gs.Output, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(Scores), File.ReadAllText(_project["mine.csv"]));

        File.WriteAllText(_project["mine.csv"], "mine");
        var refused = Gs.Run(line);
        Assert.Equal((2, "mine"), (refused.ExitCode, File.ReadAllText(_project["mine.csv"])));
        Assert.Contains("exists already", refused.Error, StringComparison.Ordinal);
        Assert.Equal("", refused.Output);

        Assert.Equal(0, Gs.Run([.. line, "--force", "--json"]).ExitCode);
        Assert.Equal(File.ReadAllText(Scores), File.ReadAllText(_project["mine.csv"]));
    }

    [Fact]
    public void A_file_that_cannot_be_the_table_is_refused_with_what_to_do()
    {
        var folder = Gs.Run("evaluate", _project["generator"], _project.Config, "--scores", _project["data"]);
        var empty = Gs.Run(
            "evaluate",
            _project["generator"],
            _project.Config,
            "--scores",
            _project["none.csv"],
            "--set",
            "evaluation:metrics:0=kid"
        );

        Assert.Equal((2, 2), (folder.ExitCode, empty.ExitCode));
        Assert.Contains("--scores names the file", folder.Error, StringComparison.Ordinal);
        Assert.Contains("no image has a score of its own", empty.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_project["none.csv"]));
    }

    [Fact]
    public void Evaluating_again_makes_the_same_table_and_pictures_of_the_worst_and_the_median()
    {
        Compressed();
        var table = File.ReadAllText(Scores);
        File.WriteAllText(Scores, "damaged");
        File.Delete(_project["out", "pictures-worst", "0", "compact.png"]);
        File.WriteAllText(_project["out", "pictures-median", "stray.txt"], "of an earlier run");

        var gs = Gs.Run("resume", _project.Out, "--from", "evaluate");

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Equal(table, File.ReadAllText(Scores));
        Assert.False(File.Exists(_project["out", "pictures-median", "stray.txt"]));
        foreach (var folder in new[] { "pictures", "pictures-worst", "pictures-median" })
        {
            var pictures = Directory.GetFiles(_project["out", folder], "*.png", SearchOption.AllDirectories);
            Assert.Equal(4 * 4, pictures.Length);
        }
    }

    [Fact]
    public void Without_a_score_of_single_images_there_is_no_table_and_no_worst()
    {
        Compressed("evaluation:metrics:0=kid");

        Assert.False(File.Exists(Scores));
        Assert.False(Directory.Exists(_project["out", "pictures-worst"]));
        Assert.True(Directory.Exists(_project["out", "pictures"]));
    }

    private static (double, double) Mean(IReadOnlyList<double?> values)
    {
        var mean = MeanWithError.Of([.. values.OfType<double>()]);
        return (mean.Mean, mean.StandardError!.Value);
    }

    private void Compressed(params string[] sets)
    {
        var gs = _project.Compress(sets);
        Assert.True(gs.ExitCode == 0, gs.Error);
    }
}
