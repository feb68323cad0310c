using System.Text;
using System.Xml.Linq;
using GsFramework.Tests.Host;

namespace GsFramework.Tests.Packages;

[Collection(nameof(PackedPackages))]
public sealed class PackageTests(PackedPackages packages)
{
    [Theory]
    [InlineData("GsFramework.Graph")]
    [InlineData("GsFramework.Abstractions")]
    [InlineData("GsFramework.Testing")]
    [InlineData("GsFramework.Templates")]
    public void A_package_says_what_it_is_under_which_licence_and_of_which_commit_but_not_where_it_was_made(string name)
    {
        var content = packages.Content(name);
        var specification = XDocument
            .Parse(Encoding.UTF8.GetString(content[$"{name}.nuspec"]).TrimStart('\uFEFF'))
            .Root!.Elements()
            .Single();
        string? Value(string element) =>
            specification.Elements().SingleOrDefault(found => found.Name.LocalName == element)?.Value;

        Assert.Equal(packages.Version, Value("version"));
        Assert.Equal("MIT", Value("license"));
        Assert.StartsWith($"# {name}\n", Encoding.UTF8.GetString(content[Value("readme")!]), StringComparison.Ordinal);
        Assert.NotEmpty(Value("description")!);
        Assert.Null(Value("projectUrl"));
        var repository = specification.Elements().Single(static element => element.Name.LocalName == "repository");
        Assert.True(
            repository.Attribute("url") is not { } url || url.Value.StartsWith("https://", StringComparison.Ordinal),
            repository.ToString()
        );
        var place = Encoding.UTF8.GetBytes(Repository.Path());
        Assert.All(content, file =>
            Assert.True(file.Value.AsSpan().IndexOf(place) < 0, $"{file.Key} holds the path of the sources.")
        );
    }

    [Theory]
    [InlineData("GsFramework.Graph")]
    [InlineData("GsFramework.Abstractions")]
    [InlineData("GsFramework.Testing")]
    public void A_package_with_code_has_documentation_and_symbols(string name)
    {
        Assert.Contains($"lib/net10.0/{name}.xml", packages.Content(name).Keys);
        var symbols = packages.Content(name, "snupkg");
        Assert.Contains($"lib/net10.0/{name}.pdb", symbols.Keys);
        var place = Encoding.UTF8.GetBytes(Repository.Path());
        Assert.All(symbols, file =>
            Assert.True(file.Value.AsSpan().IndexOf(place) < 0, $"{file.Key} holds the path of the sources.")
        );
    }

    [Theory]
    [InlineData("https://example.org/a/b", "true")]
    [InlineData("https://me:secret@example.org/a/b", "false")]
    [InlineData("file:///home/me/a", "false")]
    [InlineData("ssh://git@example.org/a/b", "false")]
    public void A_package_says_where_its_sources_are_only_if_everybody_may_know(string remote, string isPublished)
    {
        using var home = new Folder();

        var property = DotNet.Run(
            home.Path,
            Repository.Path("Abstractions"),
            "msbuild",
            "-nologo",
            "-t:KeepPrivateRemotes",
            "-getProperty:PublishRepositoryUrl",
            $"-p:PrivateRepositoryUrl={remote}"
        );

        Assert.Equal(isPublished, property.Trim());
    }

    [Fact]
    public void The_contracts_bring_little_with_them()
    {
        // TorchSharp's own, in the versions that the host has.
        string[] torchSharp = ["TorchSharp", "Google.Protobuf", "SharpZipLib", "SkiaSharp"];

        Assert.Equal(torchSharp.Order(), Dependencies("GsFramework.Graph"));
        Assert.Equal(
            torchSharp.Concat(["Autofac", "GsFramework.Graph", "Serilog"]).Order(),
            Dependencies("GsFramework.Abstractions")
        );
    }

    [Fact]
    public void A_project_for_an_older_framework_is_told_which_it_needs()
    {
        var project = Directory.CreateDirectory(Path.Combine(packages.Path, "Older")).FullName;
        File.WriteAllText(
            Path.Combine(project, "Older.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net9.0</TargetFramework>
                <EnableDynamicLoading>true</EnableDynamicLoading>
                <DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="GsFramework.Abstractions" Version="{packages.Version}" ExcludeAssets="runtime;native" />
              </ItemGroup>
            </Project>
            """
        );
        File.WriteAllText(Path.Combine(project, "Part.cs"), "public sealed class Part : GsFramework.Parts.NoOptions;");

        var (code, output) = packages.TryIn(project, "build");

        Assert.NotEqual(0, code);
        Assert.Contains(
            "Older is built for net9.0, and GsFramework needs .NET 10. Set TargetFramework to net10.0.",
            output,
            StringComparison.Ordinal
        );
    }

    private IEnumerable<string> Dependencies(string name) =>
        XDocument
            .Parse(Encoding.UTF8.GetString(packages.Content(name)[$"{name}.nuspec"]).TrimStart('\uFEFF'))
            .Descendants()
            .Where(static element => element.Name.LocalName == "dependency")
            .Select(static element => element.Attribute("id")!.Value)
            .Order();
}
