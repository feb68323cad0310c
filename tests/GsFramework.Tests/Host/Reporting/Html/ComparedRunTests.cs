using System.Text.Json.Nodes;

namespace GsFramework.Tests.Host.Reporting.Html;

/// <summary>What a comparison's page has from the directories of its runs.</summary>
public sealed class ComparedRunTests : IDisposable
{
    private readonly TinyComparison _comparison = new();

    public void Dispose() => _comparison.Dispose();

    [Fact]
    public void The_configuration_is_that_of_the_first_run_of_the_reference()
    {
        _comparison.Write();
        File.WriteAllText(
            _comparison["runs", "gs-32-4x-s1", "config.resolved.json"],
            """{ "name": "of the reference" }"""
        );

        Assert.Contains("of the reference", _comparison.Reported(), StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_are_input_teacher_every_method_and_truth()
    {
        var page = _comparison.Written();

        Assert.All(["input of cat", "dense G0 of cat", "gs-32 of cat", "gd of cat", "ground truth of cat"], alt =>
            Assert.Contains($"alt=\"{alt}\"", page, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_distance_of_every_method_has_its_unit()
    {
        _comparison.Write();
        foreach (var (method, distance) in new[] { ("gs-32", "l1"), ("gd", "mse") })
        {
            File.WriteAllText(
                _comparison["runs", $"{method}-4x-s1", "config.resolved.json"],
                $$"""{ "objective": { "terms": { "distillation": { "distance": { "kind": "{{distance}}" } } } } }"""
            );
            File.WriteAllText(
                _comparison["runs", $"{method}-4x-s1", "metrics.csv"],
                "phase,step,distillation\nslim,0,3\nslim,1,2\n"
            );
        }

        var page = _comparison.Reported();

        Assert.Contains("gs-32 (l1)</li>", page, StringComparison.Ordinal);
        Assert.Contains("gd (mse)</li>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Protocols_that_differ_in_the_seed_alone_are_told_once() =>
        Assert.Single(_comparison.Written().Split("5 subsets of 4 drawn by the seed of the run").Skip(1));

    [Fact]
    public void Runs_without_a_result_are_told_and_so_are_means_of_fewer_seeds()
    {
        var json = TinyComparison.Json();
        json["failures"] = new JsonArray(
            new JsonObject { ["run"] = "gd-4x-s2", ["reason"] = $"'{_comparison["runs", "x"]}' is full." }
        );
        json["summary"]![0]!["seeds"] = 1;

        var page = PageAssert.Decoded(_comparison.Written(json));

        Assert.Contains("failures", PageAssert.Sections(page));
        Assert.Contains("<dt>gd-4x-s2</dt><dd>'runs/x' is full.</dd>", page, StringComparison.Ordinal);
        Assert.Contains(" 1 of 2 seeds", page, StringComparison.Ordinal);
    }
}
