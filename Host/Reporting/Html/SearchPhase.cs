using GsFramework.Host.Runs;

namespace GsFramework.Host.Reporting.Html;

/// <summary>The rows of <c>metrics.csv</c> that a method wrote in the place of slimming: they are rounds of a search,
/// no updates.</summary>
/// <param name="Round">What a round is called.</param>
/// <param name="First">The first round whose values can be compared with those behind it.</param>
internal sealed record SearchPhase(string Round, int First)
{
    /// <summary>What rounds are called.</summary>
    public string Unit => Round + "s";

    /// <summary>True for the phase of a search.</summary>
    public static bool Is(MetricsPhase phase) => phase.Name == PhaseName.Search;

    /// <summary>The search of a run, as its method has told of it.</summary>
    public static SearchPhase Of(SearchRounds? search) => new(search?.Round ?? "round", search?.FirstComparable ?? 0);
}
