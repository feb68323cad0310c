using System.Globalization;
using GsFramework.Core.Composition.Guards;
using GsFramework.Core.Configuration;
using GsFramework.Terms;

namespace GsFramework.Host.Logging;

/// <summary>
/// The values of a step in words, the most important first. A term knows best what to call its own
/// (<see cref="ILabelsValues"/>). The host knows a few names that mean the same wherever they come from; any other
/// value keeps its name, without that of its term.
/// </summary>
internal static class ValueWords
{
    /// <summary>The words.</summary>
    /// <param name="values">The values by the columns of <c>metrics.csv</c>.</param>
    /// <param name="terms">Whose values may be among them.</param>
    public static IReadOnlyList<string> Of(
        IReadOnlyDictionary<string, double> values,
        IReadOnlyList<GuardedTerm>? terms = null
    )
    {
        var shown = values
            .Select(entry => (Value: entry, Of: Owner(entry.Key, terms ?? [])))
            .Select(entry => (entry.Value, entry.Of, Rank: Rank(entry.Value.Key, entry.Of)))
            .OrderBy(static entry => entry.Rank);
        var names = values.Keys.CountBy(Last).ToDictionary();
        return
        [
            .. shown
                .Select(entry =>
                    entry.Of is { LabelsValues: true } term
                        ? term.Label(OwnName(entry.Value.Key, term), entry.Value.Value)
                        : Known(Last(entry.Value.Key), entry.Value.Value)
                            ?? $"{(names[Last(entry.Value.Key)] > 1 ? entry.Value.Key : Last(entry.Value.Key))} "
                                + Number(entry.Value.Value)
                )
                .OfType<string>()
                .Where(static words => words.Length > 0),
        ];
    }

    // How far the goals are, then what the terms lose, then the game's losses.
    private static int Rank(string column, GuardedTerm? term) =>
        term is null ? 2
        : term.Name == column ? 1
        : 0;

    private static GuardedTerm? Owner(string column, IEnumerable<GuardedTerm> terms) =>
        terms.FirstOrDefault(term =>
            column == term.Name || column.StartsWith($"{term.Name}.", StringComparison.Ordinal)
        );

    private static string OwnName(string column, GuardedTerm term) =>
        column == term.Name ? ILabelsValues.OfLoss : column[(term.Name.Length + 1)..];

    private static string? Known(string name, double value) =>
        name switch
        {
            "macRatio" => string.Create(CultureInfo.InvariantCulture, $"MACs {value:F1}x"),
            MetricColumns.Generator => $"loss {Number(value)}",
            MetricColumns.Adversarial => $"adversarial {Number(value)}",
            MetricColumns.Discriminator => $"discriminator {Number(value)}",
            MetricColumns.Validation => $"validation {Number(value)}",
            _ => null,
        };

    private static string Last(string column) => column[(column.LastIndexOf('.') + 1)..];

    private static string Number(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
}
