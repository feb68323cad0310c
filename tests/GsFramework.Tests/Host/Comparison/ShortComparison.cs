using System.Text.Json.Nodes;

namespace GsFramework.Tests.Host.Comparison;

/// <summary>The terms on which tiny runs of a few steps are compared.</summary>
internal static class ShortComparison
{
    /// <summary>Updates of each run.</summary>
    public const int Updates = 6;

    /// <summary>All but the methods, as <c>--set</c> has it.</summary>
    public static readonly string[] Terms =
    [
        $"training:budget:updates={Updates}",
        "training:slim:steps=4",
        "comparison:ratios:0=1.5",
        "comparison:seeds:0=3",
    ];

    /// <summary>Makes a lock file one of another build of a plugin.</summary>
    public static void ForgePlugin(string path)
    {
        var written = JsonNode.Parse(File.ReadAllText(path))!;
        written["plugins"]!.AsArray().Single(static plugin => (string)plugin!["name"]! == "GsFramework.Distillation")![
            "files"
        ]![0]!["sha256"] = new string('0', 64);
        File.WriteAllText(path, written.ToJsonString());
    }
}
