using System.Numerics;
using GsFramework.Core.Configuration;

namespace GsFramework.Host.Searching;

/// <summary>What a sweep may try: every combination of the values of its keys.</summary>
/// <param name="Parameters">The keys, in the order of a trial's values.</param>
internal sealed record SearchSpace(IReadOnlyList<SearchParameter> Parameters)
{
    /// <summary>The space of a configuration, with the keys in the order of their names.</summary>
    /// <exception cref="UserException">It has no keys.</exception>
    public static SearchSpace Of(SweepOptions options) =>
        options.Keys.Count > 0
            ? new(
                [
                    .. options
                        .Keys.OrderBy(static entry => entry.Key, StringComparer.OrdinalIgnoreCase)
                        .Select(static entry => SearchParameter.Of(entry.Key, entry.Value)),
                ]
            )
            : throw new UserException(
                "sweep.keys is empty, so there is nothing to search. Name the keys that vary, such as "
                    + "\"keys\": { \"objective.terms.distillation.weight\": { \"values\": [5, 10, 20] } }."
            );

    /// <summary>True where a search can try every combination.</summary>
    public bool IsFinite => Parameters.All(static parameter => parameter.IsFinite);

    /// <summary>The same with all values in the grid, not some.</summary>
    public SearchSpace WithoutSteps => new([.. Parameters.Select(static parameter => parameter.WithoutSteps)]);

    /// <summary>The number of combinations in the grid.</summary>
    public BigInteger GridCount =>
        Parameters.Aggregate(BigInteger.One, static (count, parameter) => count * parameter.GridCount);

    /// <summary>A combination of the grid; the last key varies fastest.</summary>
    /// <param name="number">From 0 to <see cref="GridCount"/> - 1.</param>
    public IReadOnlyList<string> GridValues(BigInteger number)
    {
        var values = new string[Parameters.Count];
        for (var index = values.Length - 1; index >= 0; index--)
        {
            (number, var digit) = BigInteger.DivRem(number, Parameters[index].GridCount);
            values[index] = Parameters[index].GridValue((long)digit);
        }

        return values;
    }

    /// <summary>All combinations of the grid in their order.</summary>
    public IEnumerable<IReadOnlyList<string>> Grid()
    {
        var count = GridCount;
        for (var number = BigInteger.Zero; number < count; number++)
        {
            yield return GridValues(number);
        }
    }

    /// <summary>The settings of a trial as <c>--set</c> takes them.</summary>
    public IReadOnlyList<string> Settings(IReadOnlyList<string> values) =>
        [.. Parameters.Zip(values, static (parameter, value) => $"{parameter.Key}={value}")];
}
