using System.Text.RegularExpressions;
using GsFramework.Host.Runs;

namespace GsFramework.Tests.Host.Reporting.Html;

/// <summary>The worst and the median images in the page of a run, as it is without its script.</summary>
public sealed partial class RankedPicturesTests : IDisposable
{
    private readonly PicturedRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void The_groups_stand_one_below_the_other_with_the_worst_first()
    {
        var page = PageAssert.Decoded(_run.Page());

        Assert.Equal(["Evenly spaced", "Worst", "Median"], Titles(page));
        Assert.Equal(
            [
                "even #1, 0.1000",
                "both #4, 0.2000",
                "worst #3, 0.3000",
                "both #4, 0.2000",
                "median #2, 0.1250",
            ],
            Rows(page)
        );
        Assert.Contains("among the 4 test images, and its feature-distance-x-teacher", page, StringComparison.Ordinal);
        Assert.Contains("(lower is better)", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_score_where_more_is_better_the_worst_is_the_lowest()
    {
        _run.WriteScores("ssim-teacher", 0.9, 0.7, 0.1, 0.5);

        var page = PageAssert.Decoded(_run.Page());

        Assert.Equal(["worst #3, 0.1000", "both #4, 0.5000"], Rows(page)[2..4]);
        Assert.Contains("ssim-teacher, by which worst and median are chosen (higher", page, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_of_two_groups_is_in_the_page_once_and_the_second_leads_to_it()
    {
        var page = _run.Page();

        PageAssert.IsSelfContained(page);
        PageAssert.NamesAreUnique(page);
        foreach (var kind in new[] { "input", "teacher", "compact" })
        {
            var file = RunDirectory.Picture(_run.Directory.WorstPictures, "both", kind);
            Assert.Equal(2, page.Split(Convert.ToBase64String(File.ReadAllBytes(file))).Length);
        }

        var same = Same().Match(page);
        Assert.True(same.Success);
        Assert.Contains($"<tr id=\"{same.Groups[1].Value}\"><th scope=\"row\"><button type=\"button\">both<", page);
    }

    [Fact]
    public void Pictures_of_one_name_that_are_not_the_same_are_both_there()
    {
        var (even, worst) = (
            RunDirectory.Picture(_run.Directory.Pictures, "both", "compact"),
            RunDirectory.Picture(_run.Directory.WorstPictures, "both", "compact")
        );
        File.Copy(RunDirectory.Picture(_run.Directory.Pictures, "even", "input"), worst, overwrite: true);

        var page = _run.Page();

        Assert.DoesNotMatch(Same(), page);
        Assert.Contains(Convert.ToBase64String(File.ReadAllBytes(even)), page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scores.csv")]
    [InlineData("pictures-worst")]
    public void A_run_of_an_earlier_version_has_its_evenly_spaced_pictures_alone(string missing)
    {
        if (missing == "scores.csv")
        {
            File.Delete(_run[missing]);
        }
        else
        {
            Directory.Delete(_run[missing], recursive: true);
        }

        var page = PageAssert.Decoded(_run.Page());

        Assert.Empty(Titles(page));
        Assert.Equal(["both", "even"], Rows(page));
        Assert.Contains("Test images, evenly spaced.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("worst and median are chosen", page, StringComparison.Ordinal);
    }

    private static string[] Titles(string page) =>
        [.. Headings().Matches(page).Select(static match => match.Groups[1].Value)];

    private static string[] Rows(string page) =>
        [
            .. Names()
                .Matches(page)
                .Select(static match => $"{match.Groups[1].Value} {match.Groups[2].Value}".TrimEnd()),
        ];

    [GeneratedRegex("<div class=\"group\"><h3>([^<]*)</h3>")]
    private static partial Regex Headings();

    [GeneratedRegex("<th scope=\"row\"><button type=\"button\">([^<]*)</button>(?:<small>([^<]*)</small>)?")]
    private static partial Regex Names();

    [GeneratedRegex("<tr data-same=\"([^\"]*)\">")]
    private static partial Regex Same();
}
