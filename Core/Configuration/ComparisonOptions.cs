using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.RegularExpressions;
using GsFramework.Parts;

namespace GsFramework.Core.Configuration;

/// <summary>The <c>comparison</c> section, for <c>gs compare</c>.</summary>
internal sealed partial record ComparisonOptions : IValidatesOptions
{
    [Description("The methods by name, in the order of the table. 'gs compare --list' shows those that are known.")]
    public IReadOnlyList<string> Methods { get; init; } = ["gs-32", "gs-8", "gd", "pruning", "uniform-width"];

    [Description("Methods of your own, or changes to known ones, by name.")]
    public IReadOnlyDictionary<string, MethodDefinition> Define { get; init; } =
        new Dictionary<string, MethodDefinition>();

    [Description(
        "How many times fewer multiply-accumulates (exact rule) every method ends with; one row of the table each."
    )]
    [Range(1.0, 10000.0)]
    public IReadOnlyList<double> Ratios { get; init; } = [4];

    [Description("Seeds; every method runs once with each.")]
    [Range(0, int.MaxValue)]
    public IReadOnlyList<int> Seeds { get; init; } = [1, 2, 3];

    [Description("The method that the others are tested against.")]
    public string Reference { get; init; } = "gs-32";

    [Description(
        "The scores that the table and the plots show first; empty for KID and feature distance to the teacher, or "
            + "for the accuracy of a classifier."
    )]
    public IReadOnlyList<string> Scores { get; init; } = [];

    [Description("How far a method's multiply-accumulates may be from the target before the table marks it.")]
    [Range(0.0, 1.0)]
    public double Tolerance { get; init; } = 0.02;

    public IEnumerable<(string Property, string Message)> Faults()
    {
        if (Methods.Count == 0)
        {
            yield return (nameof(Methods), "name one method at least.");
        }

        if (Ratios.Count == 0)
        {
            yield return (nameof(Ratios), "give one ratio at least.");
        }

        if (Seeds.Count == 0)
        {
            yield return (nameof(Seeds), "give one seed at least.");
        }

        foreach (
            var (property, twice) in new[]
            {
                (nameof(Methods), Twice(Methods)),
                (nameof(Ratios), Twice(Ratios)),
                (nameof(Seeds), Twice(Seeds)),
            }
        )
        {
            if (twice is not null)
            {
                yield return (property, $"{twice} is there twice.");
            }
        }

        foreach (
            var (name, at) in Define.SelectMany(static entry => entry.Value.SetAt.Keys.Select(at => (entry.Key, at)))
        )
        {
            if (!Ratios.Any(ratio => at == MethodDefinition.At(ratio)))
            {
                yield return (
                    nameof(Define),
                    $"{name}.setAt: '{at}' is none of comparison.ratios: "
                        + $"{string.Join(", ", Ratios.Select(MethodDefinition.At))}."
                );
            }
        }

        foreach (var name in Methods.Concat(Define.Keys).Where(static name => !FolderName().IsMatch(name)).Distinct())
        {
            yield return (nameof(Methods), $"'{name}' cannot name a folder: use letters, digits, dots and dashes.");
        }
    }

    private static string? Twice<T>(IReadOnlyList<T> values) =>
        values.GroupBy(static value => value).FirstOrDefault(static group => group.Count() > 1) is { } twice
            ? FormattableString.Invariant($"{twice.Key}")
            : null;

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9.-]{0,60}$")]
    private static partial Regex FolderName();
}

/// <summary>What a method of a comparison changes of the base configuration.</summary>
internal sealed record MethodDefinition
{
    [Description(
        "The known method that this one changes; absent for that of the same name, or for the bare configuration."
    )]
    public string? Base { get; init; }

    [Description("One line for the report.")]
    public string? Summary { get; init; }

    [Description(
        "Settings as --set takes them, such as objective:terms:distillation:weight=50. {ratio} stands for the "
            + "target, {rootRatio} for its square root."
    )]
    public IReadOnlyList<string> Set { get; init; } = [];

    [Description(
        "Further settings at one of comparison.ratios, by that ratio and an x, such as 10x: what suits 4x need not "
            + "suit 10x."
    )]
    public IReadOnlyDictionary<string, IReadOnlyList<string>> SetAt { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    [Description("Further settings of 'gs compare --smoke'.")]
    public IReadOnlyList<string> Smoke { get; init; } = [];

    [Description("The method whose finished generator this one begins with, of the same ratio and seed.")]
    public string? From { get; init; }

    [Description("The part of training.budget that it may spend; what it begins with has spent the rest.")]
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double? BudgetShare { get; init; }

    [Description("False for a method that leaves all channels and so runs once a seed, not once a ratio.")]
    public bool? HasRatio { get; init; }

    /// <summary>The key of a ratio in <see cref="SetAt"/>. A number alone would be the place in a list to the
    /// configuration system.</summary>
    public static string At(double ratio) => string.Create(CultureInfo.InvariantCulture, $"{ratio}x");
}
