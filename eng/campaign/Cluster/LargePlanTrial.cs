using System.Diagnostics;
using System.Text.Json.Nodes;
using GsFramework.Campaign.Runs;

namespace GsFramework.Campaign.Cluster;

/// <summary>A thousand runs are planned and handed over, and none is begun.</summary>
/// <param name="slurm">Where they wait.</param>
/// <param name="project">What is compressed.</param>
/// <param name="folder">A folder for them.</param>
internal sealed class LargePlanTrial(TestSlurm slurm, TinyProject project, string folder)
{
    private const int Runs = 1000;
    private const string Name = "thousand";

    /// <summary>Carries it out.</summary>
    public LargePlan Run()
    {
        var (printed, queued) = (Path.Combine(folder, "none"), Path.Combine(folder, "slurm"));
        var none = Seconds([.. Line(printed), "--launcher", "none"]);
        try
        {
            var submitting = Seconds([.. Line(queued), "--launcher", "slurm", "--set", "launcher:extra:0=--hold"]);
            var jobs = slurm.Queue($"gs-{Name}").Count;
            var launch = JsonNode.Parse(File.ReadAllText(Path.Combine(queued, "launch.json")))!;
            return new LargePlan(
                Runs,
                none,
                submitting,
                launch["jobs"]!.AsArray().Count,
                jobs,
                Seconds(["status", queued]),
                Seconds(["compare", queued, "--gather"]),
                new FileInfo(Path.Combine(queued, "plan.jsonl")).Length
            );
        }
        finally
        {
            slurm.Cancel($"gs-{Name}");
        }
    }

    private string[] Line(string output) =>
        [
            "compare",
            project.ComparisonConfig,
            "--out",
            output,
            .. ClusterTrial.Sets(
                [
                    $"name={Name}",
                    "training:precision=fp32",
                    .. Enumerable.Range(0, Runs / 2).Select(static index => $"comparison:seeds:{index}={index}"),
                ]
            ),
        ];

    private static double Seconds(string[] arguments)
    {
        var clock = Stopwatch.StartNew();
        ClusterTrial.Gs(arguments);
        return clock.Elapsed.TotalSeconds;
    }
}
