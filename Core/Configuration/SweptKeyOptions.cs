using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using GsFramework.Core.Options;
using GsFramework.Parts;

namespace GsFramework.Core.Configuration;

/// <summary>The values of <c>scale</c>.</summary>
internal enum RangeScale
{
    Linear,
    Log,
}

/// <summary>What one key of a sweep may be: one of a list, or anything in a range.</summary>
internal sealed record SweptKeyOptions : IValidatesOptions
{
    private const string OfRange = "belongs to a range; with 'values' leave it out.";

    [Description("A list of values: numbers, words, true or false; \"null\" for none.")]
    public IReadOnlyList<OptionWord>? Values { get; init; }

    [Description("The smallest value of a range.")]
    public double? From { get; init; }

    [Description("The largest value of a range.")]
    public double? To { get; init; }

    [Description("log where factors matter, not differences: as many values from 0.1 to 1 as from 1 to 10.")]
    public RangeScale? Scale { get; init; }

    [Description(
        "Values of a range in a grid, with its ends; random and tpe draw from the whole range. Absent for all whole "
            + "numbers of an integer range."
    )]
    [Range(2, 100000)]
    public int? Steps { get; init; }

    [Description("True where only whole numbers make sense.")]
    public bool Integer { get; init; }

    /// <summary>True for a range.</summary>
    public bool IsRange => From is not null && To is not null;

    public IEnumerable<(string Property, string Message)> Faults() => Values is null ? RangeFaults() : ListFaults();

    private IEnumerable<(string Property, string Message)> ListFaults()
    {
        if (Values is { Count: 0 })
        {
            yield return (nameof(Values), "give one value at least.");
        }

        if (Values!.GroupBy(Meaning).FirstOrDefault(static group => group.Count() > 1) is { } twice)
        {
            yield return (nameof(Values), $"{twice.First()} is there twice.");
        }

        foreach (
            var (property, isSet) in new[]
            {
                (nameof(From), From is not null),
                (nameof(To), To is not null),
                (nameof(Scale), Scale is not null),
                (nameof(Steps), Steps is not null),
                (nameof(Integer), Integer),
            }
        )
        {
            if (isSet)
            {
                yield return (property, OfRange);
            }
        }
    }

    private IEnumerable<(string Property, string Message)> RangeFaults()
    {
        if (From is not { } from || To is not { } to)
        {
            yield return (From is null ? nameof(From) : nameof(To), "give 'values', or a range by 'from' and 'to'.");
            yield break;
        }

        if (from >= to)
        {
            yield return (nameof(From), $"{Text(from)} must be less than 'to', {Text(to)}.");
        }
        else if (!double.IsFinite(to - from))
        {
            yield return (nameof(To), "the range is too wide to be searched.");
        }

        if (Scale == RangeScale.Log && from <= 0)
        {
            yield return (nameof(From), $"{Text(from)} has no logarithm; a log scale begins above 0.");
        }

        if (!Integer)
        {
            yield break;
        }

        foreach (var (property, end) in new[] { (nameof(From), from), (nameof(To), to) })
        {
            if (end != Math.Round(end) || Math.Abs(end) > int.MaxValue)
            {
                yield return (property, $"{Text(end)} is no whole number of an integer range.");
            }
        }

        if (Steps > to - from + 1)
        {
            yield return (nameof(Steps), $"there are only {Text(to - from + 1)} whole numbers in the range.");
        }
    }

    private static object Meaning(OptionWord word) =>
        double.TryParse(word.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : word.Text;

    private static string Text(double value) => ScalarText.Write(value);
}
