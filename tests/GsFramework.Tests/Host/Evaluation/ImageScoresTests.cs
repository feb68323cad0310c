using System.Globalization;
using GsFramework.Host.Evaluation;

namespace GsFramework.Tests.Host.Evaluation;

/// <summary>The scores of single images: their file, and their order.</summary>
public sealed class ImageScoresTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_table_is_read_as_it_was_written_to_the_last_bit_in_any_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        var scores = new ImageScores(
            ["a", "b, \"c\"", "d/e"],
            [
                new ImageColumn("l1-teacher", [0.1 + 0.2, 1e-17, -1.0 / 3]),
                new ImageColumn("l1-truth", [null, double.MaxValue, null]),
            ]
        );
        try
        {
            CultureInfo.CurrentCulture = Cultures.WithCommas;
            ImageScoresFile.Write(_folder["scores.csv"], scores);
            var read = ImageScoresFile.Read(_folder["scores.csv"])!;

            Assert.Equal(scores.Names, read.Names);
            Assert.Equal(
                scores.Columns.Select(static column => column.Metric),
                read.Columns.Select(static column => column.Metric)
            );
            Assert.All(scores.Columns.Zip(read.Columns), static pair =>
                Assert.Equal(pair.First.Values, pair.Second.Values)
            );
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        Assert.Equal("number,name,l1-teacher,l1-truth", File.ReadLines(_folder["scores.csv"]).First());
        Assert.StartsWith("1,a,0.30000000000000004,", File.ReadLines(_folder["scores.csv"]).ElementAt(1));
    }

    [Fact]
    public void A_run_of_an_earlier_version_has_none() => Assert.Null(ImageScoresFile.Read(_folder["scores.csv"]));

    [Theory]
    [InlineData("", "does not begin with 'number,name'")]
    [InlineData("what is this\n1,a\n", "does not begin with 'number,name'")]
    [InlineData("number,name,l1-teacher\n1,a,0.1\n2,b\n", "row 2 has 2 cells")]
    [InlineData("number,name,l1-teacher\n1,a,much\n", "'much' in row 1, column l1-teacher, is no number")]
    [InlineData("number,name,l1-teacher\n1,a,NaN\n", "'NaN' in row 1")]
    public void A_damaged_table_is_named_with_what_is_wrong_and_what_to_do(string content, string reason)
    {
        File.WriteAllText(_folder["scores.csv"], content);

        var fault = Assert.Throws<UserException>(() => ImageScoresFile.Read(_folder["scores.csv"]));

        Assert.Contains(_folder["scores.csv"], fault.Message, StringComparison.Ordinal);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        Assert.Contains("--from evaluate", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_worst_is_first_and_as_many_are_worse_than_the_median_as_are_better()
    {
        // 0 1 2 … 40 in another order.
        double?[] distances = [.. Enumerable.Range(0, 41).Select(static number => (double?)(number * 7 % 41))];

        var ranking = Ranking(new ImageColumn("feature-distance-x-teacher", distances))!;

        Assert.Equal([40, 39, 38], ranking.Worst(3).Select(static image => image.Value));
        Assert.Equal([21, 20, 19], ranking.Median(3).Select(static image => image.Value));
        Assert.All(ranking.Images, image =>
            Assert.Equal((distances[image.Number - 1], $"image {image.Number - 1}"), (image.Value, image.Name))
        );
        Assert.Equal(41, ranking.Median(100).Count);
    }

    [Theory]
    [InlineData("feature-distance-x-teacher", 5, "l1-teacher", "ssim-teacher", "feature-distance-x-teacher")]
    [InlineData("ssim-teacher", 0, "l1-teacher", "psnr-teacher", "ssim-teacher", "feature-distance-x-truth")]
    [InlineData("l1-teacher", 5, "psnr-teacher", "l1-teacher")]
    [InlineData("psnr-teacher", 0, "psnr-teacher", "l1-truth")]
    public void Images_are_ranked_by_the_first_score_to_the_teacher_in_its_own_direction(
        string metric,
        double worst,
        params string[] columns
    )
    {
        double?[] values = [1, 5, null, 0, 2];

        var ranking = Ranking([.. columns.Select(column => new ImageColumn(column, values))])!;

        Assert.Equal((metric, worst, 4), (ranking.Metric, ranking.Images[0].Value, ranking.Images.Count));
    }

    [Theory]
    [InlineData("accuracy")]
    [InlineData("agreement-teacher")]
    [InlineData("l1-truth")]
    public void Without_a_distance_of_images_to_the_teacher_there_is_no_order(string metric) =>
        Assert.Null(Ranking(new ImageColumn(metric, [1, 2, 3])));

    [Fact]
    public void Without_an_image_that_was_scored_there_is_no_order_either()
    {
        Assert.Null(Ranking(new ImageColumn("l1-teacher", [])));
        Assert.Null(Ranking(new ImageColumn("l1-teacher", [null, null])));
    }

    private static ImageRanking? Ranking(params ImageColumn[] columns) =>
        ImageRanking.Of(
            new ImageScores(
                [.. Enumerable.Range(0, columns[0].Values.Count).Select(static number => $"image {number}")],
                columns
            )
        );
}
