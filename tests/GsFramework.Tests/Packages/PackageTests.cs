using System.Text;
using System.Xml.Linq;
using GsFramework.Tests.Host;

namespace GsFramework.Tests.Packages;

[Collection(nameof(PackedPackages))]
public sealed class PackageTests(PackedPackages packages)
{
    [Theory]
    [InlineData("GsFramework.Abstractions")]
    [InlineData("GsFramework.Testing")]
    [InlineData("GsFramework.Templates")]
    public void A_package_says_what_it_is_under_which_licence_and_of_which_commit_but_not_where_it_was_made(string name)
    {
        var content = packages.Content(name);
        var specification = XDocument.Parse(Encoding.UTF8.GetString(content[$"{name}.nuspec"]).TrimStart('\uFEFF')).Root!.Elements().Single();
        string? Value(string element) => specification.Elements().SingleOrDefault(found => found.Name.LocalName == element)?.Value;

        Assert.Equal(packages.Version, Value("version"));
        Assert.Equal("MIT", Value("license"));
        Assert.StartsWith($"# {name}\n", Encoding.UTF8.GetString(content[Value("readme")!]), StringComparison.Ordinal);
        Assert.NotEmpty(Value("description")!);
        Assert.Null(Value("projectUrl"));
        Assert.DoesNotContain("url=", specification.ToString(), StringComparison.Ordinal);
        var place = Encoding.UTF8.GetBytes(Repository.Path());
        Assert.All(content, file => Assert.True(file.Value.AsSpan().IndexOf(place) < 0, $"{file.Key} holds the path of the sources."));
    }

    [Theory]
    [InlineData("GsFramework.Abstractions")]
    [InlineData("GsFramework.Testing")]
    public void A_package_with_code_has_documentation_and_symbols(string name)
    {
        Assert.Contains($"lib/net10.0/{name}.xml", packages.Content(name).Keys);
        Assert.Contains($"lib/net10.0/{name}.pdb", packages.Content(name, "snupkg").Keys);
    }

    [Fact]
    public void The_contracts_bring_little_with_them()
    {
        var specification = Encoding.UTF8.GetString(packages.Content("GsFramework.Abstractions")["GsFramework.Abstractions.nuspec"]);

        // The last three are TorchSharp's own, in the versions that the host has.
        string[] expected = ["Autofac", "Serilog", "TorchSharp", "Google.Protobuf", "SharpZipLib", "SkiaSharp"];
        Assert.Equal(
            expected.Order(),
            XDocument.Parse(specification.TrimStart('\uFEFF')).Descendants()
                .Where(static element => element.Name.LocalName == "dependency").Select(static element => element.Attribute("id")!.Value).Order());
    }
}
