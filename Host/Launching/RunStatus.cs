using System.Text.Json.Serialization;

namespace GsFramework.Host.Launching;

/// <summary>What a run does.</summary>
internal enum RunActivity
{
    /// <summary>It has not begun, or waits for a process that continues it.</summary>
    Waiting,

    /// <summary>A process is at work on it.</summary>
    Running,

    /// <summary>A sweep has stopped it at a rung, since others were better, and may continue it.</summary>
    Stopped,

    /// <summary>It came to its end.</summary>
    Finished,

    /// <summary>It failed, and is not started again by itself.</summary>
    Failed,
}

/// <summary>How far a run of a plan is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">What it does.</param>
internal sealed record RunStatus(string Name, RunActivity State)
{
    /// <summary>The phase of its compression, such as <c>finetune</c>; null before the first step.</summary>
    public string? Phase { get; init; }

    /// <summary>Updates of that phase that are done.</summary>
    public int? Step { get; init; }

    /// <summary>Updates that it has at most.</summary>
    public int? Steps { get; init; }

    /// <summary>The generator's loss of the last update.</summary>
    public double? Loss { get; init; }

    /// <summary>How many times fewer multiply-accumulates it has now, or in the end.</summary>
    public double? MacRatio { get; init; }

    /// <summary>Seconds that its trainings still take at their pace so far; null where there is none.</summary>
    public double? SecondsLeft { get; init; }

    /// <summary>The machine that is, or was last, at work on it.</summary>
    public string? Host { get; init; }

    /// <summary>The scheduler's job there.</summary>
    public string? Job { get; init; }

    /// <summary>How often a process began or continued it.</summary>
    public int Starts { get; init; }

    /// <summary>Why it failed the last time, or is given up.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }
}
