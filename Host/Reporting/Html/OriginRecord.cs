using System.Text.Json.Nodes;

namespace GsFramework.Host.Reporting.Html;

/// <summary>What a run noted when it began.</summary>
internal sealed record OriginRecord
{
    public IReadOnlyList<string>? Command { get; init; }

    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    public string? StartedAt { get; init; }

    public JsonObject? Versions { get; init; }

    public JsonObject? Machine { get; init; }

    /// <summary>The machines on which it went on, where rounding may have been another.</summary>
    public IReadOnlyList<JsonObject> Continued { get; init; } = [];
}
