using System.Reflection;
using System.Text.Json.Nodes;
using GsFramework.Host.Commands;
using GsFramework.Tests.Host;

namespace GsFramework.Tests.Packages;

/// <summary>What <c>dotnet pack Host</c> puts into the package of the tool. It is asked for and not packed, which takes
/// a minute.</summary>
public sealed class ToolPackageTests
{
    [Fact]
    public void The_tool_has_the_program_its_plugins_libtorch_with_its_licence_and_what_the_quickstart_copies()
    {
        var paths = PublishedPaths();

        string[] expected =
        [
            "gs.dll",
            "gs.runtimeconfig.json",
            .. Directory
                .EnumerateDirectories(Path.Combine(AppContext.BaseDirectory, "plugins"))
                .Select(static folder => Path.GetFileName(folder))
                .Where(static name => Directory.Exists(Repository.Path("Plugins", name["GsFramework.".Length..])))
                .Select(static name => $"plugins/{name}/{name}.dll"),
        ];
        Assert.Superset(expected.ToHashSet(), paths);
        Assert.Contains("plugins/GsFramework.ChannelPruning/GsFramework.ChannelPruning.dll", paths);
        Assert.Contains(paths, static path => Path.GetFileNameWithoutExtension(path) == "libtorch_cpu");
        Assert.Contains(paths, static path => path.StartsWith("licences/libtorch-", StringComparison.Ordinal));
        Assert.Equal(
            QuickstartFiles
                .List(Repository.Path())
                .Select(static path => $"quickstart/{path}")
                .Order(StringComparer.Ordinal),
            paths
                .Where(static path => path.StartsWith("quickstart/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        );
    }

    private static HashSet<string> PublishedPaths()
    {
        using var home = new Folder();
        var configuration = typeof(ToolPackageTests)
            .Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!
            .Configuration;
        var items = DotNet.Run(
            home.Path,
            Repository.Path("Host"),
            "msbuild",
            "-nologo",
            "-t:ComputeResolvedFilesToPublishList",
            "-getItem:ResolvedFileToPublish",
            $"-p:Configuration={configuration}",
            "-p:NoBuild=true"
        );
        return JsonNode.Parse(items)!["Items"]!["ResolvedFileToPublish"]!
            .AsArray()
            .Select(static item => $"{item!["RelativePath"]}")
            .ToHashSet();
    }
}
