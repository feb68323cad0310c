namespace GsFramework.Host.Verification;

/// <summary>What came of a replay.</summary>
internal enum VerificationOutcome
{
    /// <summary>Every number and file is the same.</summary>
    Same,

    /// <summary>Another arithmetic rounds otherwise, and the first difference is of that size.</summary>
    Rounding,

    /// <summary>There is a difference that the arithmetic does not explain.</summary>
    Unexplained,
}

/// <summary>A replay held against the record.</summary>
internal sealed record VerificationResult
{
    public required string RunDirectory { get; init; }

    public required ReplayPlan Plan { get; init; }

    public required MetricsComparison Metrics { get; init; }

    /// <summary>Values of <c>result.json</c> that were compared.</summary>
    public required int ResultValues { get; init; }

    public required IReadOnlyList<ValueDifference> ResultDifferences { get; init; }

    public required FileComparison Networks { get; init; }

    public required FileComparison Pictures { get; init; }

    /// <summary>What rounding may have made.</summary>
    public required RoundingBound Bound { get; init; }

    /// <summary>What the machine and the programs have become.</summary>
    public required IReadOnlyList<OriginDifference> Origin { get; init; }

    /// <summary>Plugins that the run used and that are others now, a line each.</summary>
    public required IReadOnlyList<string> Plugins { get; init; }

    /// <summary>What the record does not say, so that nobody can tell whether it is still the same.</summary>
    public required IReadOnlyList<string> NotChecked { get; init; }

    /// <summary>The differing values that are judged: of the first step in which one differs, else of
    /// <c>result.json</c>.</summary>
    public IReadOnlyList<ValueDifference> Judged => Metrics.First.Count > 0 ? Metrics.First : ResultDifferences;

    public bool IsOfRoundingSize => Judged.Count > 0 && Judged.All(Bound.Holds);

    public bool RoundsOtherwise => Origin.Any(static difference => difference.Rounds);

    // Bytes alone have no size that could be judged.
    public VerificationOutcome Outcome =>
        Judged.Count == 0 && Networks.Differing.Count == 0 && Pictures.Differing.Count == 0 ? VerificationOutcome.Same
        : RoundsOtherwise && IsOfRoundingSize ? VerificationOutcome.Rounding
        : VerificationOutcome.Unexplained;
}
