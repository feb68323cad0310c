using System.Text.Json.Nodes;

namespace GsFramework.Tests.Host.Reporting.Html;

/// <summary>The tables and the headline of a comparison's page.</summary>
public sealed class ComparisonTableTests : IDisposable
{
    private readonly TinyComparison _comparison = new();

    public void Dispose() => _comparison.Dispose();

    [Fact]
    public void The_table_has_the_ratios_of_the_paper_and_the_best_mean_in_bold()
    {
        var page = _comparison.Written();

        Assert.Contains("<b>0.0200 ± 0.0010</b>", PageAssert.Decoded(page), StringComparison.Ordinal);
        Assert.Contains("<b>12.00 ± 0.10</b>", PageAssert.Decoded(page), StringComparison.Ordinal);
        Assert.Contains("<td>1.20×</td>", PageAssert.Decoded(page), StringComparison.Ordinal);
        Assert.Contains("<td>0.50×</td>", PageAssert.Decoded(page), StringComparison.Ordinal);
        Assert.Contains("<td>10.0×</td>", PageAssert.Decoded(page), StringComparison.Ordinal);
    }

    [Fact]
    public void A_test_says_which_is_worse()
    {
        var page = PageAssert.Decoded(_comparison.Written());

        Assert.Contains(
            "<td>0.0300 ± 0.0010</td><td>30</td><td>1</td><td>0.02</td><td class=\"text\">worse</td>",
            page,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("<td class=\"text\">better</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_headline_says_of_which_pair_the_test_is() =>
        Assert.Contains(
            "<small>paired test of gd against gs-32: p = 0.02</small>",
            PageAssert.Decoded(_comparison.Written()),
            StringComparison.Ordinal
        );

    [Fact]
    public void What_training_cost_stands_beside_the_scores()
    {
        var json = TinyComparison.Json();
        (
            json["summary"]![0]!["updates"],
            json["summary"]![0]!["trainingCpuSeconds"],
            json["summary"]![0]!["largestDeviation"]
        ) = (1300, 90, 0.0125);

        var page = PageAssert.Decoded(_comparison.Written(json));

        Assert.Contains("<td>1,300</td><td data-sort=\"90\">1 min 30 s</td>", page, StringComparison.Ordinal);
        Assert.Contains("no run is further than 1.25 % from its target", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_beyond_the_tolerance_has_an_asterisk()
    {
        var json = TinyComparison.Json();
        json["tolerance"] = 0.02;
        (json["summary"]![0]!["largestDeviation"], json["summary"]![1]!["largestDeviation"]) = (0.5, 0.01);
        json["runs"]![0]!["macs"]!["ratio"] = 6;

        var page = PageAssert.Decoded(_comparison.Written(json));

        Assert.Contains("<td>25.00 M *</td>", page, StringComparison.Ordinal);
        Assert.Contains("<td>10.00 M</td>", page, StringComparison.Ordinal);
        Assert.Contains("<td>6.00× *</td>", page, StringComparison.Ordinal);
        Assert.Contains(
            "MACs more than 2 % from its target; the furthest is 50 % away",
            page,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("no run is further than", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_score_of_the_teacher_against_real_images_is_tabled_where_the_primary_ones_are_distances_to_it()
    {
        var json = TinyComparison.Json();
        json["primaryMetrics"] = new JsonArray("kid-means-teacher");
        foreach (var row in json["summary"]!.AsArray())
        {
            row!["scores"]!
                .AsArray()
                .Add(
                    new JsonObject
                    {
                        ["metric"] = "kid-means",
                        ["lowerIsBetter"] = true,
                        ["dense"] = 0.02,
                        ["mean"] = 0.01,
                    }
                );
        }

        var page = PageAssert.Decoded(_comparison.Written(json));

        Assert.Contains(
            "<th scope=\"col\">kid-means</th><th scope=\"col\" data-text=\"r_f\"><var>r<sub>f</sub></var></th>",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains("<td>2.00×</td>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("psnr-truth")]
    [InlineData("ssim-of-another")]
    public void A_primary_score_that_no_method_has_is_named_beside_what_there_is(string other)
    {
        var json = TinyComparison.Json();
        json["primaryMetrics"] = new JsonArray(other, "kid-of-another");

        var page = PageAssert.Decoded(_comparison.Written(json));

        Assert.Contains(
            "kid-of-another, which comparison.json names in \"primaryMetrics\". There are: kid-means-teacher, "
                + "psnr-truth.",
            page,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("<th scope=\"col\">kid-of-another", page, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"col\">psnr-truth", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_method_without_a_target_has_a_table_of_its_own()
    {
        var json = TinyComparison.Json();
        foreach (
            var row in json["summary"]!
                .AsArray()
                .Concat(json["runs"]!.AsArray())
                .Where(static row => (int)row!["ratio"]! == 10)
        )
        {
            row!["ratio"] = null;
        }

        Assert.Contains("<h3>No target of MACs</h3>", _comparison.Written(json), StringComparison.Ordinal);
    }

    [Fact]
    public void A_score_that_is_not_positive_has_no_ratio_and_is_drawn()
    {
        var json = TinyComparison.Json();
        var score = json["summary"]![0]!["scores"]![0]!;
        (score["mean"], score["dense"], score["standardError"]) = (-0.001, 0.01, null);

        Assert.Contains("−0.001", PageAssert.Decoded(_comparison.Written(json)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bytes")]
    [InlineData("macs")]
    [InlineData("scores")]
    public void A_summary_without_a_size_or_scores_is_shown_as_far_as_it_goes(string field)
    {
        var json = TinyComparison.Json();
        foreach (var row in json["summary"]!.AsArray())
        {
            row!.AsObject().Remove(field);
        }

        Assert.Equal(field != "scores", PageAssert.Sections(_comparison.Written(json)).Contains("pareto"));
    }
}
