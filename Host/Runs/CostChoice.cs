using System.Globalization;
using System.Text.Json.Serialization;

namespace GsFramework.Host.Runs;

/// <summary>The value of an option that was left to the program.</summary>
/// <param name="Value">The one that was taken.</param>
/// <param name="Unit">What the costs are.</param>
/// <param name="Costs">What each value costs, the one to be preferred first.</param>
internal sealed record CostChoice(int Value, string Unit, IReadOnlyList<CostOfValue> Costs)
{
    // Differences below it are chance.
    private const double Chance = 1.01;

    /// <summary>The value and the costs of all, in words.</summary>
    [JsonIgnore]
    public string Text =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Value}: {string.Join(", ", Costs.Select(static cost => string.Create(
                CultureInfo.InvariantCulture,
                $"{cost.Cost:F2} with {cost.Value}"
            )))} ({Unit})"
        );

    /// <summary>The first value that is within 1 % of the least cost.</summary>
    /// <param name="unit">What the costs are.</param>
    /// <param name="costs">At least one.</param>
    public static CostChoice Of(string unit, IReadOnlyList<KeyValuePair<int, double>> costs)
    {
        var least = costs.Min(static cost => cost.Value);
        return new CostChoice(
            costs.First(cost => cost.Value <= Chance * least).Key,
            unit,
            [.. costs.Select(static cost => new CostOfValue(cost.Key, cost.Value))]
        );
    }
}

/// <summary>What one value of an option costs.</summary>
internal sealed record CostOfValue(int Value, double Cost);
