using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using GsFramework.Tests.Host;
using YamlDotNet.Serialization;

namespace GsFramework.Tests.Docs;

/// <summary>CITATION.cff against what the Citation File Format 1.2.0 asks of the keys that it uses.</summary>
public partial class CitationTests
{
    private static readonly JsonObject _citation = Read();

    [Fact]
    public void It_has_what_the_format_requires()
    {
        // An unknown key is an error in the format; version and date are left out, since each release would make them
        // wrong.
        string[] expected =
        [
            "cff-version",
            "message",
            "type",
            "title",
            "abstract",
            "authors",
            "license",
            "keywords",
            "references",
        ];
        Assert.Equal(expected.Order(), _citation.Select(static entry => entry.Key).Order());
        Assert.Equal("1.2.0", Text(_citation, "cff-version"));
        Assert.Equal("software", Text(_citation, "type"));
        Assert.NotEmpty(Items(_citation, "authors"));
        Assert.All(Items(_citation, "authors"), static author => Assert.NotEmpty(Text(author, "name")));
    }

    [Fact]
    public void Its_licence_is_that_of_the_packages() =>
        Assert.Equal(
            XDocument
                .Load(Repository.Path("Directory.Build.props"))
                .Descendants("PackageLicenseExpression")
                .Single()
                .Value,
            Text(_citation, "license")
        );

    [Fact]
    public void The_paper_can_be_found_from_it()
    {
        var paper = Assert.Single(Items(_citation, "references"));

        Assert.Equal("conference-paper", Text(paper, "type"));
        Assert.NotEmpty(Text(paper, "title"));
        Assert.All(Items(paper, "authors"), static author =>
            Assert.NotEmpty(Text(author, "family-names") + Text(author, "given-names"))
        );
        Assert.Matches(Doi(), Text(paper, "doi"));
        Assert.Contains(Page.All.Single(static page => page.Path == "README.md").Links, link =>
            link.Target == Text(paper, "url")
        );
    }

    private static JsonObject Read()
    {
        var yaml = new DeserializerBuilder()
            .WithDuplicateKeyChecking()
            .Build()
            .Deserialize<object>(File.ReadAllText(Repository.Path("CITATION.cff")));
        return JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(yaml))!.AsObject();
    }

    private static string Text(JsonNode? node, string key) =>
        $"{node![key] ?? throw new KeyNotFoundException($"{key} is missing.")}";

    private static JsonArray Items(JsonNode? node, string key) =>
        (node![key] ?? throw new KeyNotFoundException($"{key} is missing.")).AsArray();

    [GeneratedRegex(@"^10\.\d{4,9}/\S+$")]
    private static partial Regex Doi();
}
