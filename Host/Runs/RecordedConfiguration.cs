using System.Text.Json.Nodes;
using GsFramework.Core.Interchange;

namespace GsFramework.Host.Runs;

/// <summary>The part of <c>config.resolved.json</c> that can be read without the plugins of the run.</summary>
internal sealed record RecordedConfiguration
{
    public string? Name { get; init; }

    public DataPart? Data { get; init; }

    public ModelPart? Model { get; init; }

    public ObjectivePart? Objective { get; init; }

    public EvaluationPart? Evaluation { get; init; }

    public ExportPart? Export { get; init; }

    public PluginsPart? Plugins { get; init; }

    /// <summary>Reads that of a run.</summary>
    /// <exception cref="UserException">It is damaged.</exception>
    public static RecordedConfiguration Read(RunDirectory directory) =>
        RecordJson.Read<RecordedConfiguration>(directory.ResolvedConfiguration);

    /// <summary>The images.</summary>
    /// <param name="ImageSize">Side in pixels.</param>
    internal sealed record DataPart(int? ImageSize);

    /// <summary>The networks.</summary>
    /// <param name="Teacher">The teacher's folder.</param>
    internal sealed record ModelPart(string? Teacher);

    /// <summary>The objective.</summary>
    internal sealed record ObjectivePart
    {
        /// <summary>The options of each term by its name.</summary>
        public IReadOnlyDictionary<string, JsonObject> Terms { get; init; } = new Dictionary<string, JsonObject>();
    }

    /// <summary>The plugins.</summary>
    internal sealed record PluginsPart
    {
        /// <summary>The folders in which they were looked for, but for that of the program.</summary>
        public IReadOnlyList<string> Folders { get; init; } = [];
    }

    /// <summary>The scores.</summary>
    /// <param name="Latency">Whether the networks are timed; null in runs of before that was done.</param>
    internal sealed record EvaluationPart(bool? Latency);

    /// <summary>The files for other programs.</summary>
    internal sealed record ExportPart
    {
        public IReadOnlyList<string> Formats { get; init; } = [];
    }
}
