using System.Text.Json.Nodes;

namespace GsFramework.Host.Reporting.Html;

/// <summary>The rows of <c>metrics.csv</c> that a method wrote in the place of slimming: they are rounds of a search, no
/// updates.</summary>
/// <param name="Unit">What the rounds are called.</param>
/// <param name="First">The first round whose values can be compared with those behind it.</param>
internal sealed record SearchPhase(string Unit, int First)
{
    private const string Phase = "search";
    private const string CoEvolution = "cec";

    /// <summary>True for the phase of a search.</summary>
    public static bool Is(MetricsPhase phase) => phase.Name == Phase;

    /// <summary>The search of a run. In generation 0 of co-evolution no partner has been found yet, and without a partner there
    /// is no cycle term.</summary>
    public static SearchPhase Of(RunRecord run) => run.Method == CoEvolution
        ? new SearchPhase("generations", HasCycleAtOnce(run.MethodOptions) ? 0 : 1)
        : new SearchPhase("rounds", 0);

    private static bool HasCycleAtOnce(JsonObject? options) =>
        (options?["cycleInFirstGeneration"] as JsonValue)?.TryGetValue<bool>(out var atOnce) == true && atOnce
        || (options?["cycleWeight"] as JsonValue)?.TryGetValue<double>(out var weight) == true && weight == 0;
}
