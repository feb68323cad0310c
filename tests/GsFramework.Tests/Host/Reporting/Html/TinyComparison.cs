using System.Text.Json.Nodes;
using GsFramework.Core.Data;
using GsFramework.Tests.Host.Commands;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Reporting.Html;

/// <summary>A comparison of two methods at two ratios with two seeds, made up.</summary>
internal sealed class TinyComparison : IDisposable
{
    private static readonly string[] _methods = ["gs-32", "gd"];

    private readonly Folder _folder = new();

    public string Path => _folder.Path;

    public string this[params string[] names] => _folder[names];

    public string Page => File.ReadAllText(_folder["report.html"]);

    /// <summary>The JSON of the comparison.</summary>
    public static JsonObject Json() =>
        new()
        {
            ["schemaVersion"] = 1,
            ["name"] = "ink",
            ["command"] = "gs compare configs/compare-ink.json",
            ["createdAt"] = "2026-01-02T03:04:05Z",
            ["machine"] = new JsonObject { ["cpu"] = "a processor", ["cores"] = 2 },
            ["seconds"] = 123.4,
            ["cpuSeconds"] = 200,
            ["budget"] = new JsonObject { ["kind"] = "updates", ["value"] = 1300 },
            ["reference"] = "gs-32",
            ["ratios"] = new JsonArray(4, 10),
            ["seeds"] = new JsonArray(1, 2),
            ["methods"] = new JsonArray([
                .. _methods.Select(static method => new JsonObject
                {
                    ["name"] = method,
                    ["summary"] = $"The method {method}.",
                    ["settings"] = new JsonArray("objective:gan:weight=1"),
                }),
            ]),
            ["runs"] = new JsonArray([
                .. from method in _methods
                from ratio in new[] { 4, 10 }
                from seed in new[] { 1, 2 }
                select Run(method, ratio, seed),
            ]),
            ["summary"] = new JsonArray([
                .. from method in _methods from ratio in new[] { 4, 10 } select Summary(method, ratio),
            ]),
            ["primaryMetrics"] = new JsonArray("kid-means-teacher", "psnr-truth"),
        };

    /// <summary>Writes the JSON, and pictures and curves of the runs of the first seed.</summary>
    public void Write(JsonObject? json = null)
    {
        File.WriteAllText(_folder["comparison.json"], (json ?? Json()).ToJsonString());
        using var scope = NewDisposeScope();
        using var random = new Generator(7, CPU);
        foreach (var method in _methods)
        {
            var run = _folder["runs", $"{method}-4x-s1"];
            foreach (var kind in new[] { "input", "teacher", "compact", "truth" })
            {
                ImageFile.Save(
                    System.IO.Path.Combine(run, "pictures", "cat", kind + ".png"),
                    (rand([3, 8, 8], generator: random) * 2) - 1
                );
            }

            File.WriteAllText(
                System.IO.Path.Combine(run, "metrics.csv"),
                "phase,step,lossG,channel-pruning.macRatio\nslim,0,3,1\nslim,1,2,4\nfinetune,0,2,\nfinetune,1,1,\n"
            );
        }
    }

    /// <summary>The page of the JSON.</summary>
    public string Written(JsonObject? json = null)
    {
        Write(json);
        return Reported();
    }

    /// <summary>The page of what has been written.</summary>
    public string Reported()
    {
        var gs = Gs.Run("report", Path);
        Assert.True(gs.ExitCode == 0, gs.Error);
        return Page;
    }

    public void Dispose() => _folder.Dispose();

    private static JsonObject Run(string method, int ratio, int seed) =>
        new()
        {
            ["name"] = method,
            ["method"] = method,
            ["seed"] = seed,
            ["macs"] = Size(1e8, ratio),
            ["parameters"] = Size(1e6, ratio),
            ["bytes"] = Size(4e6, ratio),
            ["channels"] = new JsonArray(
                new JsonObject
                {
                    ["layer"] = "model.1",
                    ["dense"] = 64,
                    ["compact"] = 20,
                }
            ),
            ["scores"] = new JsonArray(
                new JsonObject
                {
                    ["metric"] = "kid-means-teacher",
                    ["split"] = "test",
                    ["images"] = 8,
                    ["dense"] = null,
                    ["compact"] = 0.02,
                    ["standardError"] = 0.001,
                    ["protocol"] = new JsonObject
                    {
                        ["height"] = 8,
                        ["width"] = 8,
                        ["subsets"] = 5,
                        ["subsetSize"] = 4,
                        ["seed"] = seed,
                        ["definition"] = "how it is done",
                    },
                }
            ),
            ["methodName"] = method,
            ["ratio"] = ratio,
            ["directory"] = $"runs/{method}-{ratio}x-s{seed}",
            ["command"] = $"gs compress tiny.json --set seed={seed}",
            ["cpuSeconds"] = new JsonObject
            {
                ["slim"] = 10,
                ["finetune"] = 20,
                ["total"] = 31,
            },
        };

    private static JsonObject Size(double dense, int ratio) =>
        new()
        {
            ["dense"] = dense,
            ["compact"] = dense / ratio,
            ["ratio"] = ratio,
        };

    private static JsonObject Summary(string method, int ratio) =>
        new()
        {
            ["methodName"] = method,
            ["ratio"] = ratio,
            ["seeds"] = 2,
            ["macs"] = 1e8 / ratio,
            ["macRatio"] = ratio,
            ["denseMacs"] = 1e8,
            ["bytes"] = 4e6 / ratio,
            ["denseBytes"] = 4e6,
            ["byteRatio"] = ratio,
            ["parameters"] = 1e6 / ratio,
            ["updates"] = 1300,
            ["trainingCpuSeconds"] = 30,
            ["scores"] = new JsonArray(
                new JsonObject
                {
                    ["metric"] = "kid-means-teacher",
                    ["lowerIsBetter"] = true,
                    ["dense"] = null,
                    ["mean"] = method == "gd" ? 0.05 : 0.02,
                    ["standardError"] = 0.001,
                    ["perSeed"] = new JsonArray(0.02, 0.02),
                    ["versusReference"] =
                        method == "gd"
                            ? new JsonObject
                            {
                                ["difference"] = 0.03,
                                ["standardError"] = 0.001,
                                ["t"] = 30,
                                ["degreesOfFreedom"] = 1,
                                ["p"] = 0.02,
                            }
                            : null,
                },
                new JsonObject
                {
                    ["metric"] = "psnr-truth",
                    ["lowerIsBetter"] = false,
                    ["dense"] = 10,
                    ["mean"] = method == "gd" ? 5 : 12,
                    ["standardError"] = 0.1,
                    ["perSeed"] = new JsonArray(1, 2),
                }
            ),
        };
}
