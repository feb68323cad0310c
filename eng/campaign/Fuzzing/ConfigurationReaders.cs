using System.Text;
using System.Text.Json.Nodes;
using GsFramework.Core.Composition.Lock;
using GsFramework.Core.Configuration;
using GsFramework.Host.Comparison;
using GsFramework.Host.Reporting.Html;
using GsFramework.Host.Runs;

namespace GsFramework.Campaign.Fuzzing;

/// <summary>The readers of configurations: a user's, those of a comparison, and what a run keeps of one.</summary>
internal static class ConfigurationReaders
{
    private const string Resolved = "config.resolved.json";

    public static IReadOnlyList<string> Names { get; } = ["configuration", "comparison definition", Resolved];

    public static IEnumerable<(string Name, Func<Reader> Make)> All(Prepared prepared)
    {
        yield return ("configuration", () => OfUser(prepared));
        yield return ("comparison definition", () => OfComparison(prepared));
        yield return (Resolved, () => OfRun(prepared));
    }

    // With the configurations of the repository, which name more parts than a tiny one; their images and teachers are
    // where they were.
    private static Reader OfUser(Prepared prepared)
    {
        var path = Path.Combine(prepared.Project.Folder, "damaged.json");
        string[] files =
        [
            prepared.Project.Config,
            prepared.Project.ComparisonConfig,
            .. Directory
                .EnumerateFiles(Sources.Path("configs"), "*.json")
                .Where(static file => !file.EndsWith("schema.json", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];
        byte[][] originals =
        [
            .. files.Select(static file =>
                Encoding.UTF8.GetBytes(
                    File.ReadAllText(file).Replace("\"../", $"\"{Sources.Path("")}", StringComparison.Ordinal)
                )
            ),
        ];
        return new Reader("configuration", originals, JsonMutation.Of, bytes =>
        {
            File.WriteAllBytes(path, bytes);
            var layers = ConfigurationLayers.Read(path, []);
            var options = ConfigurationFile.Bind(layers, prepared.Catalog, needsImages: true, compresses: true);
            ConfigurationLock.Enforce(options, layers, prepared.Catalog);
            _ = ResolvedConfiguration.ToJson(options);
        });
    }

    private static Reader OfComparison(Prepared prepared)
    {
        var path = Path.Combine(prepared.Project.Folder, "damaged-comparison.json");
        var whole = JsonNode.Parse(File.ReadAllText(prepared.Project.ComparisonConfig))!.AsObject();
        return new Reader(
            "comparison definition",
            [Encoding.UTF8.GetBytes(whole["comparison"]!.ToJsonString())],
            JsonMutation.Of,
            bytes =>
            {
                // As text: what was damaged need not be JSON.
                whole["comparison"] = "HERE";
                File.WriteAllText(
                    path,
                    whole
                        .ToJsonString()
                        .Replace("\"HERE\"", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal)
                );
                var options = ConfigurationFile.Load(path, [], prepared.Catalog);
                foreach (var run in ComparisonPlan.Of(options, prepared.Folder, 1, smoke: false).Take(20))
                {
                    _ = ConfigurationFile.Load(path, run.Settings, prepared.Catalog);
                }
            }
        );
    }

    private static Reader OfRun(Prepared prepared)
    {
        var run = new RunDirectory(prepared.CopyOf(prepared.Project.Whole, Resolved));
        return new Reader(Resolved, [prepared.OfRun(Resolved)], JsonMutation.Of, bytes =>
        {
            File.WriteAllBytes(run.ResolvedConfiguration, bytes);
            _ = RecordedConfiguration.Read(run);
            _ = FinishedRun.Unwritten(run);
            _ = RunReport.Write(RunFiles.Read(run));
            _ = ConfigurationFile.Load(run.ResolvedConfiguration, [], prepared.Catalog);
        });
    }
}
