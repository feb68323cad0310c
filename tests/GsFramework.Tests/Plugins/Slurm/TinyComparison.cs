using System.Text.Json.Nodes;
using GsFramework.Campaign.Cluster;
using GsFramework.Campaign.Runs;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Pipeline;

namespace GsFramework.Tests.Plugins.Slurm;

/// <summary>Four tiny runs, of which one begins with another, long enough to be disturbed, and what they come to when
/// this machine carries them out.</summary>
public sealed class TinyComparison : IDisposable
{
    /// <summary>How many runs it has.</summary>
    public const int Runs = 4;

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(8);

    private readonly TinyProject _project = new();
    private readonly Lazy<string> _whole;

    public TinyComparison() => _whole = new(CarryOut);

    /// <summary>Its name, which no other comparison has in a queue.</summary>
    public string Name { get; } = $"tiny-{Guid.NewGuid():N}";

    /// <summary>The folder of the local comparison.</summary>
    public string Whole => _whole.Value;

    /// <summary>A folder for one.</summary>
    public string Folder(string name) => _project[name];

    /// <summary>Gives the folder of the comparison that was carried out another name, so that the next one has the
    /// same paths in its configurations.</summary>
    public string Keep(string name)
    {
        Directory.Move(Folder("out"), Folder(name));
        return Folder(name);
    }

    public void Dispose() => _project.Dispose();

    /// <summary>The command line of one.</summary>
    /// <param name="output">Its folder.</param>
    /// <param name="sets">Further values of <c>--set</c>.</param>
    public string[] Line(string output, params string[] sets) =>
        _project.Line(
            "compare",
            output,
            [
                $"name={Name}",
                "comparison:methods:0=gs-32",
                "comparison:methods:1=gs-32-ptq",
                "comparison:methods:2=uniform-width",
                "comparison:methods:3=random-pruning",
                "comparison:ratios:0=1.5",
                "comparison:seeds:0=3",
                "training:budget:updates=60",
                "training:slim:steps=24",
                "training:checkpointEvery=10",
                "training:sampleEvery=30",
                .. sets,
            ]
        );

    /// <summary>Hands it to a Slurm, which takes it.</summary>
    /// <returns>What the command printed.</returns>
    internal Gs HandOver(TestSlurm slurm, string output, params string[] sets)
    {
        var gs = Launch(slurm, output, sets);
        Assert.True(gs.ExitCode == 0, gs.Error);
        return gs;
    }

    /// <summary>Hands it to a Slurm.</summary>
    internal Gs Launch(TestSlurm slurm, string output, params string[] sets) =>
        GsProcess.Run(slurm.Variables, [.. Line(output, sets), "--launcher", "slurm"]);

    /// <summary>Disturbs its jobs until none is left.</summary>
    internal Disturbances Disturb(TestSlurm slurm, string output, DisturbanceCounts counts)
    {
        var disturbances = new Disturbances(
            slurm,
            output,
            Name,
            seed: 1,
            line => TestContext.Current.TestOutputHelper?.WriteLine(line)
        );
        disturbances.UntilTheEnd(counts, _patience);
        return disturbances;
    }

    /// <summary>Tests that what Slurm carried out came to the numbers of this machine, and gives its folder another
    /// name.</summary>
    /// <returns>The folder.</returns>
    internal string HasSameNumbers(string name)
    {
        var output = Keep(name);
        Assert.True(File.Exists(Path.Combine(output, "comparison.json")), Logs(output));
        Assert.Empty(Comparing.Comparisons(Whole, output));
        Assert.Empty(Comparing.Halves(output));
        return output;
    }

    /// <summary>What happened to its runs.</summary>
    internal static IReadOnlyList<IReadOnlyList<string>> Histories(string output) =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(output, "tasks"))
                .Order(StringComparer.Ordinal)
                .Select(static path =>
                    (IReadOnlyList<string>)
                        [.. File.ReadLines(path).Select(static line => (string)JsonNode.Parse(line)!["kind"]!)]
                ),
        ];

    /// <summary>The logs of its jobs, for whoever has to find out why a test fails.</summary>
    internal static string Logs(string output) =>
        Path.Combine(output, "slurm") is var folder && Directory.Exists(folder)
            ? string.Join(
                '\n',
                Directory.EnumerateFiles(folder, "*.log").Select(static path => $"{path}:\n{File.ReadAllText(path)}")
            )
            : "";

    private string CarryOut()
    {
        var gs = Gs.Run([.. Line(Folder("out")), "--jobs", "2"]);
        Assert.True(gs.ExitCode == 0, gs.Error);
        return Keep("whole");
    }
}
