using GsFramework.Tests.Host;

namespace GsFramework.Tests.Packages;

/// <summary>What a package has shipped it keeps: seen in a project that is built with the settings of this
/// repository.</summary>
[Collection(nameof(PackedPackages))]
public sealed class PublicApiTests(PackedPackages packages)
{
    private const string Twice = "/// <summary>2 x.</summary>\npublic static int Twice(int x) => 2 * x;";

    [Theory]
    [InlineData(Twice)]
    [InlineData(Twice + "\ninternal static int Thrice(int x) => 3 * x;")]
    [InlineData("", "RS0017", "static Some.Numbers.Twice(int x) -> int")]
    [InlineData(
        "/// <summary>2 x.</summary>\npublic static long Twice(long x) => 2 * x;",
        "RS0017",
        "static Some.Numbers.Twice(int x) -> int"
    )]
    [InlineData(
        "/// <summary>2 x.</summary>\npublic static int Twice(int number) => 2 * number;",
        "RS0017",
        "static Some.Numbers.Twice(int x) -> int"
    )]
    [InlineData(
        Twice + "\n/// <summary>3 x.</summary>\npublic static int Thrice(int x) => 3 * x;",
        "RS0016",
        "static Some.Numbers.Thrice(int x) -> int"
    )]
    public void Only_what_is_written_down_can_be_public_and_what_was_shipped_cannot_go(
        string members,
        string? error = null,
        string? symbol = null
    )
    {
        using var project = new Project(packages, members);

        var (code, output) = packages.TryIn(project.Path, "build", "-p:MinVerVersionOverride=1.0.0");

        Assert.True(code == 0 == error is null, output);
        Assert.True(
            error is null
                || output
                    .Split('\n')
                    .Any(line =>
                        line.Contains($"error {error}", StringComparison.Ordinal)
                        && line.Contains(symbol!, StringComparison.Ordinal)
                    ),
            output
        );
    }

    [Theory]
    [InlineData("Abstractions")]
    [InlineData("Graph")]
    [InlineData("Testing")]
    public void The_first_version_is_written_down(string package) =>
        Assert.True(File.ReadAllLines(Repository.Path(package, "PublicAPI.Shipped.txt")).Length > 50);

    private sealed class Project : IDisposable
    {
        public Project(PackedPackages packages, string members)
        {
            Path = Directory.CreateDirectory(System.IO.Path.Combine(packages.Path, $"api-{Guid.NewGuid():N}")).FullName;
            Write(
                "Directory.Build.props",
                $"""
                <Project>
                  <Import Project="{Repository.Path("Directory.Build.props")}" />
                  <PropertyGroup>
                    <DirectoryPackagesPropsPath>{Repository.Path(
                    "Directory.Packages.props"
                )}</DirectoryPackagesPropsPath>
                  </PropertyGroup>
                </Project>
                """
            );
            Write(
                "Directory.Build.targets",
                $"""<Project><Import Project="{Repository.Path("Directory.Build.targets")}" /></Project>"""
            );
            Write(
                "Some.csproj",
                """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><IsPackable>true</IsPackable></PropertyGroup></Project>"""
            );
            Write(
                "Numbers.cs",
                $"namespace Some;\n\n/// <summary>Numbers.</summary>\npublic static class "
                    + $"Numbers\n{{\n{members}\n}}\n"
            );
            Write("PublicAPI.Shipped.txt", "#nullable enable\nSome.Numbers\nstatic Some.Numbers.Twice(int x) -> int\n");
            Write("PublicAPI.Unshipped.txt", "#nullable enable\n");
        }

        public string Path { get; }

        public void Dispose() => Directory.Delete(Path, recursive: true);

        private void Write(string file, string text) => File.WriteAllText(System.IO.Path.Combine(Path, file), text);
    }
}
