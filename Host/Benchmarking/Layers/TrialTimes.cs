using GsFramework.Graph;

namespace GsFramework.Host.Benchmarking.Layers;

/// <summary>What one network took.</summary>
/// <param name="Graph">The network.</param>
/// <param name="Layers">For each layer that had operators the milliseconds of each of them, with what measuring them
/// adds.</param>
/// <param name="WholeMs">What an image took without being measured operator by operator.</param>
internal sealed record TrialTimes(
    NetworkGraph Graph,
    IReadOnlyDictionary<string, IReadOnlyList<double>> Layers,
    double WholeMs
)
{
    /// <summary>How many operators it has.</summary>
    public int Operators => Layers.Values.Sum(static operators => operators.Count);

    /// <summary>The sum over them.</summary>
    public double OperatorsMs => Layers.Values.Sum(static operators => operators.Sum());
}
