using GsFramework.Core.Configuration;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Comparison;

/// <summary>One run of a comparison: a method, a target, a seed.</summary>
internal sealed record PlannedRun
{
    public required ComparedMethod Method { get; init; }

    /// <summary>The target ratio of multiply-accumulates, or null for a method that leaves all channels.</summary>
    public required double? Ratio { get; init; }

    public required int Seed { get; init; }

    /// <summary>False for the first half of a method that is not in the table by itself.</summary>
    public required bool IsListed { get; init; }

    /// <summary>Name of its folder under <c>runs/</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The name in its configuration: with that of the comparison before it.</summary>
    public required string FullName { get; init; }

    /// <summary>What it shares with the runs of other seeds: all of its configuration but <see cref="FullName"/>,
    /// <see cref="Seed"/> and the place of what it begins with.</summary>
    public (string Method, double? Ratio) Kind => (Method.Name, Ratio);

    /// <summary>Its run directory.</summary>
    public required string Directory { get; init; }

    /// <summary>Values of <c>--set</c> over the base configuration and its own.</summary>
    public required IReadOnlyList<string> Settings { get; init; }

    /// <summary>The run whose generator it begins with, or null.</summary>
    public required PlannedRun? From { get; init; }

    /// <summary>What <c>config.resolved.json</c> will say.</summary>
    public RunOptions Options { get; init; } = new();

    /// <summary>True where the run came to its end.</summary>
    /// <exception cref="UserException">A file of it is damaged.</exception>
    public bool IsFinished => FinishedRun.Is(new RunDirectory(Directory));

    /// <summary>What is wrong with the record of the run, and what to do about it; null where nothing is, or the run
    /// has not begun.</summary>
    public string? Damage() => RunDamage.Of(new RunDirectory(Directory));
}
