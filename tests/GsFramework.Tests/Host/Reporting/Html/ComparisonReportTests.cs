using System.Text.Json.Nodes;

namespace GsFramework.Tests.Host.Reporting.Html;

/// <summary>The page of a comparison as a whole.</summary>
public sealed class ComparisonReportTests : IDisposable
{
    private static readonly string[] _sections =
    [
        "results",
        "pareto",
        "pictures",
        "tests",
        "channels",
        "curves",
        "protocol",
        "methods",
        "runs",
        "origin",
    ];

    private readonly TinyComparison _comparison = new();

    public void Dispose() => _comparison.Dispose();

    [Fact]
    public void A_comparison_has_all_its_sections_in_one_file_that_loads_nothing()
    {
        var page = _comparison.Written();

        Assert.Equal(_sections, PageAssert.Sections(page));
        PageAssert.IsSelfContained(page);
        PageAssert.NamesAreUnique(page);
        Assert.Contains("2 methods, seeds 1, 2, 1300 updates each", page, StringComparison.Ordinal);
        Assert.Contains("gs compare configs/compare-ink.json", page, StringComparison.Ordinal);
        Assert.Contains("a processor", page, StringComparison.Ordinal);
        Assert.Equal(3, page.Split("First seed of each method. ").Length);
    }

    [Theory]
    [InlineData("smoke", true, true)]
    [InlineData("smoke", false, false)]
    [InlineData("command", "gs compare configs/compare-ink.json --smoke", true)]
    public void A_smoke_run_has_a_banner(string field, object value, bool isSmoke)
    {
        var json = TinyComparison.Json();
        json[field] = JsonValue.Create(value);

        Assert.Equal(
            isSmoke,
            _comparison
                .Written(json)
                .Contains("Smoke run: a few steps only; its numbers mean nothing.", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void What_a_reader_must_know_of_the_runs_stands_above_the_results()
    {
        var json = TinyComparison.Json();
        json["notes"] = new JsonArray("The runs were not all made alike.", "One had less time.");

        var page = _comparison.Written(json);

        foreach (var note in new[] { "The runs were not all made alike.", "One had less time." })
        {
            var banner = $"""<p class="banner" role="note">{note}</p>""";
            Assert.InRange(page.IndexOf(banner, StringComparison.Ordinal), 0, Results(page));
        }

        static int Results(string page) => page.IndexOf("id=\"results\"", StringComparison.Ordinal);
    }

    [Fact]
    public void A_method_that_is_best_by_real_images_and_nearest_to_the_teacher_by_nothing_is_not_bold()
    {
        var json = TinyComparison.Json();
        foreach (var row in json["summary"]!.AsArray())
        {
            // The method 'gd' is further from the teacher than 'gs-32'.
            row!["scores"]![1]!["mean"] = (string)row["methodName"]! == "gd" ? 12 : 5;
        }

        var page = PageAssert.Decoded(_comparison.Written(json));

        Assert.Contains("<b>0.0200 ± 0.0010</b>", page, StringComparison.Ordinal);
        Assert.Contains("12.00 ± 0.10", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>12.00 ± 0.10</b>", page, StringComparison.Ordinal);

        json["primaryMetrics"] = new JsonArray("psnr-truth");
        Assert.Contains(
            "but by no score is it nearest to the teacher: by kid-means-teacher that is gs-32",
            _comparison.Written(json),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Methods_stand_beside_each_other_at_their_target_of_macs()
    {
        var page = PageAssert.Decoded(_comparison.Written());

        foreach (var target in new[] { "10×: 10.00 M", "4×: 25.00 M", "1×: 100.0 M" })
        {
            Assert.Contains(target, page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Columns_of_MACs_and_bytes_have_amounts_and_processor_time_says_of_what()
    {
        var page = PageAssert.Decoded(_comparison.Written());

        Assert.Equal(2, PageAssert.AmountsAreNoRatios(page, "MACs"));
        Assert.Equal(2, PageAssert.AmountsAreNoRatios(page, "model size"));
        var parts = page.Split("CPU time");
        Assert.True(parts.Length > 2);
        Assert.All(
            parts.Zip(parts.Skip(1)),
            static part =>
                Assert.True(
                    part.Second.StartsWith(", whole run", StringComparison.Ordinal)
                        || part.First.EndsWith("training ", StringComparison.Ordinal),
                    part.First[^40..] + part.Second[..40]
                )
        );
    }

    [Fact]
    public void Times_of_all_runs_together_are_called_that() =>
        Assert.Contains(
            "<dt>Duration</dt><dd>2 min 3 s, added up over runs</dd>",
            _comparison.Written(),
            StringComparison.Ordinal
        );

    [Fact]
    public void Paths_out_of_the_folder_lose_their_beginning()
    {
        var json = TinyComparison.Json();
        (json["command"], json["runs"]![0]!["command"]) = (
            "gs compare /home/someone/secret/a.json",
            "gs compress ../../home/someone/secret/a.json"
        );
        _comparison.Write(json);
        File.WriteAllText(
            _comparison["runs", "gs-32-4x-s1", "config.resolved.json"],
            """{ "model": { "teacher": "/home/someone/models/teacher" } }"""
        );

        var page = _comparison.Reported();

        Assert.DoesNotContain("someone", page, StringComparison.Ordinal);
        Assert.Contains("gs compress …/secret/a.json", PageAssert.Decoded(page), StringComparison.Ordinal);
        Assert.Contains("…/models/teacher", PageAssert.Decoded(page), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_text_is_encoded()
    {
        const string evil = "<script>\"x\"";
        var json = TinyComparison.Json();
        (json["name"], json["command"], json["reference"]) = (evil, evil, evil);
        var method = json["methods"]![0]!;
        (method["name"], method["summary"], method["settings"]) = (evil, evil, new JsonArray(evil));
        json["summary"]![0]!["methodName"] = evil;
        json["runs"]![0]!["methodName"] = evil;
        json["runs"]![0]!["command"] = evil;
        json["summary"]![0]!["scores"]![0]!["metric"] = evil;
        json["runs"]![0]!["channels"]![0]!["layer"] = evil;
        json["runs"]![0]!["scores"]![0]!["protocol"]!["definition"] = evil;
        json["machine"]!["cpu"] = evil;

        var page = _comparison.Written(json);

        Assert.Single(page.Split("<script").Skip(1));
        Assert.Contains("&lt;script&gt;&quot;x&quot;", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_files_give_equal_pages()
    {
        var first = _comparison.Written();

        Assert.Equal(first, _comparison.Reported());
    }
}
