namespace GsFramework.Campaign;

/// <summary>What came of some tries of one kind.</summary>
internal sealed record Tally
{
    /// <summary>Seconds that reading a file, or answering a normal request, may take.</summary>
    public const double Longest = 5;

    public int Tried { get; init; }

    /// <summary>Processes that were ended by SIGKILL or SIGTERM.</summary>
    public int Kills { get; init; }

    /// <summary>Refused with a message.</summary>
    public int Refused { get; init; }

    public int Accepted { get; init; }

    /// <summary>Seconds of the slowest; null where time says nothing, as of a whole run.</summary>
    public double? Slowest { get; init; }

    /// <summary>Pairs of branches of the program that were taken one after the other; null where they are not
    /// counted.</summary>
    public int? Branches { get; init; }

    public IReadOnlyList<Fault> Faults { get; init; } = [];

    /// <summary>Tries with a fault of a kind.</summary>
    public int Count(FaultKind kind) =>
        Faults.Where(fault => fault.Kind == kind).Select(static fault => fault.Number).Distinct().Count();

    public static Tally operator +(Tally left, Tally right) =>
        new()
        {
            Tried = left.Tried + right.Tried,
            Kills = left.Kills + right.Kills,
            Refused = left.Refused + right.Refused,
            Accepted = left.Accepted + right.Accepted,
            Slowest =
                left.Slowest is null || right.Slowest is null
                    ? left.Slowest ?? right.Slowest
                    : Math.Max(left.Slowest.Value, right.Slowest.Value),
            Branches = left.Branches > right.Branches ? left.Branches : right.Branches ?? left.Branches,
            Faults = [.. left.Faults, .. right.Faults],
        };
}
