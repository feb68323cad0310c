using System.Text.Json.Nodes;
using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Host.Reporting.Html;

/// <summary>The page of a comparison.json in which something is missing, or that is none.</summary>
public sealed class IncompleteComparisonTests : IDisposable
{
    private readonly TinyComparison _comparison = new();

    public void Dispose() => _comparison.Dispose();

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

        var page = _comparison.Written(json);

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

        Assert.Equal(["origin"], PageAssert.Sections(_comparison.Written(json)));
    }

    [Theory]
    [InlineData("name")]
    [InlineData("summary")]
    [InlineData("runs")]
    public void Without_what_makes_it_one_it_is_no_comparison(string field)
    {
        var json = TinyComparison.Json();
        json.Remove(field);

        Refused(json, $"it has no '{field}'");
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
}
