using GsFramework.Core.Data;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Models.Discriminators;
using GsFramework.Models.Generators;
using static TorchSharp.torch;

namespace GsFramework.Campaign.Runs;

/// <summary>A user's folder with a tiny teacher, a few images of 16x16, a compression and a comparison that take
/// seconds.</summary>
/// <param name="folder">The folder.</param>
internal sealed class TinyProject(string folder)
{
    public const string FolderName = "project";

    public string Folder => folder;

    public string Config => Path.Combine(folder, "config.json");

    public string ComparisonConfig => Path.Combine(folder, "compare.json");

    /// <summary>The directory of a run that nothing disturbed.</summary>
    public string Whole => Path.Combine(folder, "whole");

    /// <summary>That of a comparison.</summary>
    public string Compared => Path.Combine(folder, "compared");

    /// <summary>Writes the folder.</summary>
    public void Write()
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
                        Path.Combine(folder, "data", split + domain, $"{i}.png"),
                        (rand([3, 16, 16], generator: random) * 2) - 1
                    );
                }
            }
        }

        Save("generator", new CycleGanResNet(new CycleGanResNetOptions { Width = 4, Blocks = 1 }).Create(), 1);
        Save("discriminator", new PatchGan(new PatchGanOptions { Width = 4, Layers = 2 }).Create(), 2);
        File.WriteAllText(Config, Text("", ""));
        File.WriteAllText(
            ComparisonConfig,
            Text(
                "\"budget\": { \"updates\": 16 }, ",
                """
                  "comparison": {
                    "methods": ["gs-32", "narrow"], "reference": "gs-32", "ratios": [1.5], "seeds": [1],
                    "define": {
                      "narrow": { "base": "gs-8", "set": ["objective:terms:channel-pruning:scope=layer"] }
                    }
                  },
                """
            )
        );
    }

    private static string Text(string budget, string comparison) =>
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
                "slim": { "steps": 12 }, "fineTune": { "steps": 8 }, {{budget}}
                "checkpointEvery": 2, "sampleEvery": 4
              },
            {{comparison}}
              "evaluation": { "metrics": ["l1", "psnr", "ssim"] },
              "export": { "formats": ["onnx"] }
            }
            """;

    private void Save(string name, NetworkGraph graph, int seed)
    {
        using var weights = GraphWeights.Initialize(graph, seed);
        ModelFolder.Save(Path.Combine(folder, name), graph, weights);
    }
}
