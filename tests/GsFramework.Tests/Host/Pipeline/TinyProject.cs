using System.Text.Json.Nodes;
using GsFramework.Core.Data;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Models.Discriminators;
using GsFramework.Models.Generators;
using GsFramework.Tests.Core.Composition;
using GsFramework.Tests.Host.Commands;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Pipeline;

/// <summary>A user's folder with a tiny teacher, a few images of 16x16 and a configuration, and the command line to run
/// them. The precision is named, so that no two runs differ by what was measured.</summary>
internal sealed class TinyProject : IDisposable
{
    public const int SlimSteps = 4;
    public const int FineTuneSteps = 3;

    private readonly Folder _folder = new();

    public TinyProject()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(5, CPU);
        foreach (var (split, count) in new[] { ("train", 5), ("val", 2), ("test", 4) })
        {
            foreach (var domain in new[] { "A", "B" })
            {
                for (var i = 0; i < count; i++)
                {
                    ImageFile.Save(
                        this["data", split + domain, $"{i}.png"],
                        (rand([3, 16, 16], generator: random) * 2) - 1
                    );
                }
            }
        }

        SaveModel("generator", new CycleGanResNet(new CycleGanResNetOptions { Width = 4, Blocks = 1 }).Create(), 1);
        SaveModel("discriminator", new PatchGan(new PatchGanOptions { Width = 4, Layers = 2 }).Create(), 2);
        File.WriteAllText(
            Config,
            $$"""
            {
              "name": "tiny", "seed": 3, "threads": 1, "device": "cpu",
              "model": {
                "teacher": "generator", "teacherDiscriminator": "discriminator",
                "generator": { "kind": "cyclegan-resnet", "width": 4, "blocks": 1 },
                "discriminator": { "kind": "patchgan", "width": 4, "layers": 2 }
              },
              "data": { "source": { "kind": "folder", "root": "data" }, "imageSize": 16, "batchSize": 2 },
              "objective": {
                "gan": { "poolSize": 3 },
                "terms": { "distillation": {}, "channel-pruning": { "targetMacRatio": 1.5 }, "quantization": {} }
              },
              "training": {
                "precision": "fp32",
                "slim": { "steps": {{SlimSteps}} }, "fineTune": { "steps": {{FineTuneSteps}} },
                "checkpointEvery": 2, "sampleEvery": 2
              },
              "teacher": { "precision": "fp32", "method": { "kind": "cyclegan", "poolSize": 2, "cycleNoise": 0.1 }, "steps": 3, "checkpointEvery": 2, "validateEvery": 1 },
              "evaluation": { "features": "means", "kidSubsets": 2, "kidSubsetSize": 2, "cacheFolder": "cache", "latency": false },
              "plugins": { "folders": [{{JsonValue.Create(FixturePlugins.Folder("Pipeline")).ToJsonString()}}] }
            }
            """
        );
    }

    public string Config => this["config.json"];

    public string Out => this["out"];

    public string this[params string[] names] => _folder[names];

    public void SaveModel(string folder, NetworkGraph graph, int seed)
    {
        using var weights = GraphWeights.Initialize(graph, seed);
        ModelFolder.Save(this[folder], graph, weights);
    }

    /// <summary>Runs <c>gs compress</c> into <see cref="Out"/>.</summary>
    /// <param name="sets">Values of <c>--set</c>.</param>
    public Gs Compress(params string[] sets) => Gs.Run(Line("compress", Out, sets));

    /// <summary>The arguments of <c>compress</c> or <c>teacher</c>.</summary>
    public string[] Line(string verb, string output, params string[] sets) =>
        [verb, Config, "--out", output, .. sets.SelectMany(static set => new[] { "--set", set })];

    /// <summary>Runs a verb, and resumes it again and again, interrupted after each step and before each
    /// phase.</summary>
    /// <returns>How often it was interrupted.</returns>
    public int RunInPieces(string verb, string output, params string[] sets)
    {
        var gs = Gs.RunUntil(IsProgress, Line(verb, output, sets));
        var interruptions = 0;
        while (gs.ExitCode == 130)
        {
            Assert.Contains($"gs resume {output}", gs.Error, StringComparison.Ordinal);
            Assert.True(++interruptions < 30, gs.Error);
            gs = Gs.RunUntil(IsProgress, "resume", output);
        }

        Assert.True(gs.ExitCode == 0, gs.Error);
        return interruptions;
    }

    /// <summary>All files below a folder with their content and time.</summary>
    public static SortedDictionary<string, string> Snapshot(string folder) =>
        new(
            Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .ToDictionary(
                    static path => path,
                    static path =>
                        $"{File.GetLastWriteTimeUtc(path):O} {Convert.ToBase64String(File.ReadAllBytes(path))}"
                ),
            StringComparer.Ordinal
        );

    /// <summary>The result of the run in <see cref="Out"/>.</summary>
    public JsonNode Result() => JsonNode.Parse(File.ReadAllText(this["out", "result.json"]))!;

    public void Dispose() => _folder.Dispose();

    private static bool IsProgress(string line) =>
        line.Split('/')[0].Split(' ') is ["slim" or "finetune" or "teacher", var step] && int.TryParse(step, out _);
}
