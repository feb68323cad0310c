using System.Text.Json.Nodes;
using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Host.Reporting.Html;

public sealed class ComparisonReportTests : IDisposable
{
    private static readonly string[] _sections =
        ["results", "pareto", "pictures", "tests", "channels", "curves", "protocol", "methods", "runs", "origin"];

    private readonly TinyComparison _comparison = new();

    public void Dispose() => _comparison.Dispose();

    [Fact]
    public void A_comparison_has_all_its_sections_in_one_file_that_loads_nothing()
    {
        var page = Written();

        Assert.Equal(_sections, PageAssert.Sections(page));
        PageAssert.IsSelfContained(page);
        PageAssert.NamesAreUnique(page);
        Assert.Contains("2 methods, seeds 1, 2, 1300 updates each", page, StringComparison.Ordinal);
        Assert.Contains("gs compare configs/compare-ink.json", page, StringComparison.Ordinal);
        Assert.Contains("a processor", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_configuration_is_that_of_the_first_run_of_the_reference()
    {
        _comparison.Write();
        File.WriteAllText(_comparison["runs", "gs-32-4x-s1", "config.resolved.json"], """{ "name": "of the reference" }""");

        Assert.Contains("of the reference", Page(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_has_the_ratios_of_the_paper_and_the_best_mean_in_bold()
    {
        var page = Written();

        Assert.Contains("<b>0.02 ± 0.001</b>", Decoded(page), StringComparison.Ordinal);
        Assert.Contains("<b>12 ± 0.1</b>", Decoded(page), StringComparison.Ordinal);
        Assert.Contains("<td>1.20×</td>", Decoded(page), StringComparison.Ordinal);
        Assert.Contains("<td>0.50×</td>", Decoded(page), StringComparison.Ordinal);
        Assert.Contains("<td>10.0×</td>", Decoded(page), StringComparison.Ordinal);
    }

    [Fact]
    public void A_test_says_which_is_worse()
    {
        var page = Decoded(Written());

        Assert.Contains("<td>0.03 ± 0.001</td><td>30</td><td>1</td><td>0.02</td><td class=\"text\">worse</td>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<td class=\"text\">better</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_without_a_result_are_told_and_so_are_means_of_fewer_seeds()
    {
        var json = TinyComparison.Json();
        json["failures"] = new JsonArray(new JsonObject { ["run"] = "gd-4x-s2", ["reason"] = $"'{_comparison["runs", "x"]}' is full." });
        json["summary"]![0]!["seeds"] = 1;

        var page = Decoded(Written(json));

        Assert.Contains("failures", PageAssert.Sections(page));
        Assert.Contains("<dt>gd-4x-s2</dt><dd>'runs/x' is full.</dd>", page, StringComparison.Ordinal);
        Assert.Contains(" 1 of 2 seeds", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_training_cost_stands_beside_the_scores()
    {
        var json = TinyComparison.Json();
        (json["summary"]![0]!["updates"], json["summary"]![0]!["trainingCpuSeconds"], json["summary"]![0]!["largestDeviation"]) = (1300, 90, 0.0125);

        var page = Decoded(Written(json));

        Assert.Contains("<td>1,300</td><td>1 min 30 s</td>", page, StringComparison.Ordinal);
        Assert.Contains("no run is further than 1.25 % from its target", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_headline_says_of_which_pair_the_test_is() =>
        Assert.Contains("<small>paired test of gd against gs-32: p = 0.02</small>", Decoded(Written()), StringComparison.Ordinal);

    [Fact]
    public void Pictures_are_input_teacher_every_method_and_truth()
    {
        var page = Written();

        Assert.All(
            ["input of cat", "dense G0 of cat", "gs-32 of cat", "gd of cat", "ground truth of cat"],
            alt => Assert.Contains($"alt=\"{alt}\"", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Protocols_that_differ_in_the_seed_alone_are_told_once() =>
        Assert.Single(Written().Split("5 subsets of 4 drawn by the seed of the run").Skip(1));

    [Theory]
    [InlineData("methods")]
    [InlineData("primaryMetrics")]
    [InlineData("machine")]
    [InlineData("command")]
    [InlineData("budget")]
    [InlineData("reference")]
    [InlineData("seeds")]
    [InlineData("createdAt")]
    public void What_is_missing_is_left_out(string field)
    {
        var json = TinyComparison.Json();
        json.Remove(field);

        var page = Written(json);

        PageAssert.IsSelfContained(page);
        PageAssert.NamesAreUnique(page);
        Assert.Equal(field == "methods", !PageAssert.Sections(page).Contains("methods"));
    }

    [Fact]
    public void What_is_null_is_missing()
    {
        var json = TinyComparison.Json();
        foreach (var key in json.Select(static entry => entry.Key).Except(["name", "summary", "runs"]).ToList())
        {
            json[key] = null;
        }

        (json["summary"], json["runs"]) = (new JsonArray(), new JsonArray());

        Assert.Equal(["origin"], PageAssert.Sections(Written(json)));
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

        Assert.Equal(field != "scores", PageAssert.Sections(Written(json)).Contains("pareto"));
    }

    [Theory]
    [InlineData("name")]
    [InlineData("summary")]
    [InlineData("runs")]
    public void Without_what_makes_it_one_it_is_no_comparison(string field)
    {
        var json = TinyComparison.Json();
        json.Remove(field);

        Refused(json, $"\"{field}\" is missing");
    }

    [Theory]
    [InlineData("psnr-truth")]
    [InlineData("ssim-of-another")]
    public void A_primary_score_that_no_method_has_is_named_beside_what_there_is(string other)
    {
        var json = TinyComparison.Json();
        json["primaryMetrics"] = new JsonArray(other, "kid-of-another");

        var page = Decoded(Written(json));

        Assert.Contains("kid-of-another, which comparison.json names in \"primaryMetrics\". There are: kid-means-teacher, psnr-truth.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<th scope=\"col\">kid-of-another", page, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"col\">psnr-truth", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_beyond_the_tolerance_has_an_asterisk()
    {
        var json = TinyComparison.Json();
        json["tolerance"] = 0.02;
        (json["summary"]![0]!["largestDeviation"], json["summary"]![1]!["largestDeviation"]) = (0.5, 0.01);
        json["runs"]![0]!["macs"]!["ratio"] = 6;

        var page = Decoded(Written(json));

        Assert.Contains("<td>25.00 M *</td>", page, StringComparison.Ordinal);
        Assert.Contains("<td>10.00 M</td>", page, StringComparison.Ordinal);
        Assert.Contains("<td>6.00× *</td>", page, StringComparison.Ordinal);
        Assert.Contains("MACs more than 2 % from its target; the furthest is 50 % away", page, StringComparison.Ordinal);
        Assert.DoesNotContain("no run is further than", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_score_of_the_teacher_against_real_images_is_tabled_where_the_primary_ones_are_distances_to_it()
    {
        var json = TinyComparison.Json();
        json["primaryMetrics"] = new JsonArray("kid-means-teacher");
        foreach (var row in json["summary"]!.AsArray())
        {
            row!["scores"]!.AsArray().Add(new JsonObject { ["metric"] = "kid-means", ["lowerIsBetter"] = true, ["dense"] = 0.02, ["mean"] = 0.01 });
        }

        var page = Decoded(Written(json));

        Assert.Contains("<th scope=\"col\">kid-means</th><th scope=\"col\"><var>r<sub>f</sub></var></th>", page, StringComparison.Ordinal);
        Assert.Contains("<td>2.00×</td>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("smoke", true, true)]
    [InlineData("smoke", false, false)]
    [InlineData("command", "gs compare configs/compare-ink.json --smoke", true)]
    public void A_smoke_run_has_a_banner(string field, object value, bool isSmoke)
    {
        var json = TinyComparison.Json();
        json[field] = JsonValue.Create(value);

        Assert.Equal(isSmoke, Written(json).Contains("Smoke run: a few steps only; its numbers mean nothing.", StringComparison.Ordinal));
    }

    [Fact]
    public void Times_of_all_runs_together_are_called_that() =>
        Assert.Contains("<dt>Duration</dt><dd>2 min 3 s, added up over runs</dd>", Written(), StringComparison.Ordinal);

    [Fact]
    public void The_distance_of_every_method_has_its_unit()
    {
        _comparison.Write();
        foreach (var (method, distance) in new[] { ("gs-32", "l1"), ("gd", "mse") })
        {
            File.WriteAllText(
                _comparison["runs", $"{method}-4x-s1", "config.resolved.json"],
                $$"""{ "objective": { "terms": { "distillation": { "distance": { "kind": "{{distance}}" } } } } }""");
            File.WriteAllText(_comparison["runs", $"{method}-4x-s1", "metrics.csv"], "phase,step,distillation\nslim,0,3\nslim,1,2\n");
        }

        var page = Page();

        Assert.Contains("gs-32 (l1)</li>", page, StringComparison.Ordinal);
        Assert.Contains("gd (mse)</li>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Paths_out_of_the_folder_lose_their_beginning()
    {
        var json = TinyComparison.Json();
        (json["command"], json["runs"]![0]!["command"]) = ("gs compare /home/someone/secret/a.json", "gs compress ../../home/someone/secret/a.json");
        _comparison.Write(json);
        File.WriteAllText(_comparison["runs", "gs-32-4x-s1", "config.resolved.json"], """{ "model": { "teacher": "/home/someone/models/teacher" } }""");

        var page = Page();

        Assert.DoesNotContain("someone", page, StringComparison.Ordinal);
        Assert.Contains("gs compress …/secret/a.json", Decoded(page), StringComparison.Ordinal);
        Assert.Contains("…/models/teacher", Decoded(page), StringComparison.Ordinal);
    }

    [Fact]
    public void A_method_without_a_target_has_a_table_of_its_own()
    {
        var json = TinyComparison.Json();
        foreach (var row in json["summary"]!.AsArray().Concat(json["runs"]!.AsArray()).Where(static row => (int)row!["ratio"]! == 10))
        {
            row!["ratio"] = null;
        }

        Assert.Contains("<h3>No target of MACs</h3>", Written(json), StringComparison.Ordinal);
    }

    [Fact]
    public void A_score_that_is_not_positive_has_no_ratio_and_is_drawn()
    {
        var json = TinyComparison.Json();
        var score = json["summary"]![0]!["scores"]![0]!;
        (score["mean"], score["dense"], score["standardError"]) = (-0.001, 0.01, null);

        Assert.Contains("−0.001", Decoded(Written(json)), StringComparison.Ordinal);
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

        var page = Written(json);

        Assert.Single(page.Split("<script").Skip(1));
        Assert.Contains("&lt;script&gt;&quot;x&quot;", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_files_give_equal_pages()
    {
        var first = Written();

        Assert.Equal(first, Page());
    }

    [Theory]
    [InlineData("{ \"runs\": ")]
    [InlineData("{ \"runs\": 3 }")]
    [InlineData("[]")]
    public void A_damaged_comparison_is_an_error(string content)
    {
        File.WriteAllText(_comparison["comparison.json"], content);

        var gs = Gs.Run("report", _comparison.Path);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("comparison.json' is damaged", gs.Error, StringComparison.Ordinal);
    }

    private void Refused(JsonObject json, string reason)
    {
        _comparison.Write(json);

        var gs = Gs.Run("report", _comparison.Path);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(reason, gs.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_comparison["report.html"]));
    }

    private static string Decoded(string page) => System.Net.WebUtility.HtmlDecode(page);

    private string Written(JsonObject? json = null)
    {
        _comparison.Write(json);
        return Page();
    }

    private string Page()
    {
        var gs = Gs.Run("report", _comparison.Path);
        Assert.True(gs.ExitCode == 0, gs.Error);
        return _comparison.Page;
    }
}
