using System.Globalization;
using GsFramework.Core.Data;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Models.Generators;
using GsFramework.Tests.Host;
using GsFramework.Tests.Host.Commands;
using static TorchSharp.torch;

namespace Samples.Tests;

/// <summary>A user's folder with a tiny CycleGAN teacher, a few images of 32x32 and a configuration with distillation,
/// and the command line to run them with plugins.</summary>
internal sealed class SampleProject : IDisposable
{
    public const int Side = 32;

    private readonly Folder _folder = new();
    private readonly string _plugins;

    /// <param name="plugins">The folder of the plugins; the samples' when null.</param>
    public SampleProject(string? plugins = null)
    {
        _plugins = plugins ?? SamplePlugins.Folder;
        using var scope = NewDisposeScope();
        using var random = new Generator(5, CPU);
        foreach (var (split, count) in new[] { ("trainA", 5), ("trainB", 2), ("valA", 2) })
        {
            for (var i = 0; i < count; i++)
            {
                ImageFile.Save(this["data", split, $"{i}.png"], (rand([3, Side, Side], generator: random) * 2) - 1);
            }
        }

        SaveModel("teacher", new CycleGanResNet(new CycleGanResNetOptions { Width = 4, Blocks = 2 }).Create());
        File.WriteAllText(
            this["config.json"],
            """
            {
              "name": "tiny", "seed": 3, "threads": 1, "device": "cpu",
              "model": { "teacher": "teacher" },
              "data": { "source": { "kind": "folder", "root": "data" }, "imageSize": 32, "batchSize": 2 },
              "objective": { "gan": { "enabled": false }, "terms": { "distillation": {} } },
              "training": { "slim": { "steps": 3 }, "fineTune": { "steps": 4 }, "checkpointEvery": 2, "sampleEvery": 10 }
            }
            """
        );
    }

    public string this[params string[] names] => _folder[names];

    public void SaveModel(string folder, NetworkGraph graph)
    {
        using var weights = GraphWeights.Initialize(graph, seed: 1, deviation: 0.2);
        ModelFolder.Save(this[folder], graph, weights);
    }

    /// <summary>The arguments of <c>gs compress</c> with the plugins.</summary>
    /// <param name="output">The run, a folder of the project.</param>
    /// <param name="sets">Values of <c>--set</c>.</param>
    public string[] Line(string output, params string[] sets) =>
        [
            "compress",
            this["config.json"],
            "--out",
            this[output],
            "--plugins",
            _plugins,
            .. sets.SelectMany(static set => new[] { "--set", set }),
        ];

    /// <summary>Runs <c>gs compress</c>, which must succeed.</summary>
    public Gs Compress(string output, params string[] sets)
    {
        var gs = Gs.Run(Line(output, sets));
        Assert.True(gs.ExitCode == 0, gs.Error);
        return gs;
    }

    /// <summary>A column of a run's <c>metrics.csv</c> in one phase.</summary>
    public IReadOnlyList<double> Metric(string output, string phase, string column)
    {
        var rows = File.ReadAllLines(this[output, "metrics.csv"]).Select(static line => line.Split(',')).ToArray();
        var index = Array.IndexOf(rows[0], column);
        return
        [
            .. rows.Where(row => row[0] == phase).Select(row => double.Parse(row[index], CultureInfo.InvariantCulture)),
        ];
    }

    public LoadedModel Model(string output) => ModelFolder.Load(this[output, "model"], LayerKind.BuiltIn);

    public void Dispose() => _folder.Dispose();
}
