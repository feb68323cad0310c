using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Launching;

/// <summary>A line of <c>plan.jsonl</c>: one run of a comparison or a sweep, described so that any process on any node
/// can begin, continue or skip it.</summary>
internal sealed record PlannedTask
{
    /// <summary>Its number, from 0: the line.</summary>
    public required int Index { get; init; }

    /// <summary>Its name, and that of its folder under <c>runs/</c>.</summary>
    public required string Name { get; init; }

    /// <summary>0, or one more than the level of the run that it begins with.</summary>
    public required int Level { get; init; }

    /// <summary>The number of the run with whose generator it begins; null for most.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? From { get; init; }

    /// <summary>All that it is configured with, defaults included.</summary>
    public required JsonObject Configuration { get; init; }

    /// <summary>SHA-256 of the configuration's text, lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Its run directory, relative to the plan's folder, with '/'.</summary>
    public required string Directory { get; init; }

    /// <summary>Further folders of plugins.</summary>
    public IReadOnlyList<string> Plugins { get; init; } = [];

    /// <summary>True to continue with other plugins than those with which it began.</summary>
    public bool AcceptPlugins { get; init; }

    /// <summary>True for a few steps.</summary>
    public bool Smoke { get; init; }

    /// <summary>What it needs.</summary>
    public required TaskNeeds Needs { get; init; }

    /// <summary>The command line that begins it, in the working directory.</summary>
    /// <param name="root">The plan's folder.</param>
    public IReadOnlyList<string> Command(string root) =>
        [
            "compress",
            ConfigurationIn(root),
            .. Plugins.SelectMany(static folder => new[] { "--plugins", folder }),
            .. Smoke ? [RunOrigin.SmokeOption] : Array.Empty<string>(),
            "--out",
            Path.Combine(root, Directory),
        ];

    /// <summary>The file that <see cref="Command"/> names. The process that begins the run writes it.</summary>
    /// <param name="root">The plan's folder.</param>
    public string ConfigurationIn(string root) => Path.Combine(root, TaskPlan.FolderName, $"{Name}.json");

    /// <summary>Its run directory.</summary>
    /// <param name="root">The plan's folder.</param>
    public RunDirectory RunIn(string root) => new(Path.Combine(root, Directory));
}

/// <summary>What a run needs of a machine.</summary>
/// <param name="Threads">Threads that it computes with.</param>
/// <param name="Macs">Multiply-accumulates of the network that it aims at, for one image; null where that is not known
/// beforehand.</param>
internal sealed record TaskNeeds(int Threads, long? Macs);
