using System.IO.Compression;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using GsFramework.Tests.Host;

namespace GsFramework.Tests.Packages;

/// <summary>
/// The packages of this build, and a folder of a stranger's that knows them: outside the repository, with templates and
/// packages of its own. Nothing is fetched, for all else is in the packages that this repository was restored from.
/// </summary>
public sealed class PackedPackages : IDisposable
{
    private static readonly string[] _projects = ["Graph", "Abstractions", "Testing", "templates"];

    private readonly Folder _folder = new();

    public PackedPackages()
    {
        // Never that of a package which may be in the user's own folder of packages.
        Version = $"1.0.0-test.{Guid.NewGuid():N}";
        try
        {
            Pack();
            Configure();
            Run("new", "install", PackageFile("GsFramework.Templates"));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The version of all of them.</summary>
    public string Version { get; }

    /// <summary>The stranger's folder.</summary>
    public string Path => _folder["stranger"];

    private string Source => _folder["source"];

    /// <summary>Runs <c>dotnet</c> in the stranger's folder.</summary>
    public string Run(params string[] arguments) => RunIn(Path, arguments);

    /// <summary>Runs <c>dotnet</c> as the stranger.</summary>
    public string RunIn(string folder, params string[] arguments) => DotNet.Run(_folder["home"], folder, arguments);

    /// <summary>Runs <c>dotnet</c> as the stranger; it may fail.</summary>
    public (int Code, string Output) TryIn(string folder, params string[] arguments) =>
        DotNet.Try(_folder["home"], folder, arguments);

    /// <summary>The file of a package or, with the ending <c>snupkg</c>, of its symbols.</summary>
    public string PackageFile(string name, string ending = "nupkg") =>
        System.IO.Path.Combine(Source, $"{name}.{Version}.{ending}");

    /// <summary>The files in a package by their paths, with their content.</summary>
    public IReadOnlyDictionary<string, byte[]> Content(string name, string ending = "nupkg")
    {
        using var archive = ZipFile.OpenRead(PackageFile(name, ending));
        return archive.Entries.ToDictionary(
            static entry => entry.FullName,
            static entry =>
            {
                using var stream = entry.Open();
                using var bytes = new MemoryStream();
                stream.CopyTo(bytes);
                return bytes.ToArray();
            }
        );
    }

    public void Dispose() => _folder.Dispose();

    private void Pack()
    {
        var configuration = typeof(PackedPackages)
            .Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!
            .Configuration;
        foreach (var project in _projects)
        {
            DotNet.Run(
                _folder["home"],
                Repository.Path(project),
                "pack",
                "--no-build",
                "-c",
                configuration,
                "-o",
                Source,
                $"-p:MinVerVersionOverride={Version}"
            );
        }
    }

    private void Configure()
    {
        Directory.CreateDirectory(Path);
        new XElement(
            "configuration",
            new XElement("config", Add("globalPackagesFolder", _folder["packages"])),
            new XElement("packageSources", new XElement("clear"), Add("packed", Source)),
            new XElement(
                "fallbackPackageFolders",
                new XElement("clear"),
                RestoredFolders().Select((path, i) => Add($"restored{i}", path))
            )
        ).Save(_folder["stranger", "nuget.config"]);
    }

    private static XElement Add(string key, string value) =>
        new("add", new XAttribute("key", key), new XAttribute("value", value));

    // Where the packages lie that this very build used.
    private static IEnumerable<string> RestoredFolders() =>
        JsonNode.Parse(File.ReadAllText(Repository.Path("tests", "GsFramework.Tests", "obj", "project.assets.json")))![
            "packageFolders"
        ]!
            .AsObject()
            .Select(static folder => folder.Key);
}

/// <summary>Packs once for all tests of packages.</summary>
[CollectionDefinition(nameof(PackedPackages), DisableParallelization = true)]
public sealed class PackedOnce : ICollectionFixture<PackedPackages>;
