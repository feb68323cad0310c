using GsFramework.Core.Configuration;
using GsFramework.Core.Data;

namespace GsFramework.Host.Searching;

/// <summary>One key of a sweep and what it may be. A value has two forms: the word that the configuration takes, and
/// the place at which a density over the values sees it.</summary>
/// <param name="Key">The key as <c>--set</c> takes it, with colons.</param>
internal abstract record SearchParameter(string Key)
{
    /// <summary>The parameter of a key.</summary>
    public static SearchParameter Of(string key, SweptKeyOptions options)
    {
        var path = key.Contains(':') ? key : key.Replace('.', ':');
        return options switch
        {
            { Values: { } values } => new ChoiceParameter(path, [.. values.Select(static value => value.Text)]),
            { From: { } from, To: { } to } => new RangeParameter(path, from, to)
            {
                IsLog = options.Scale == RangeScale.Log,
                IsInteger = options.Integer,
                Steps = options.Steps,
            },
            _ => throw new ArgumentException($"{key} has neither values nor a range.", nameof(options)),
        };
    }

    /// <summary>True where a search can try every value.</summary>
    public abstract bool IsFinite { get; }

    /// <summary>The number of values in a grid.</summary>
    public abstract long GridCount { get; }

    /// <summary>A value of the grid.</summary>
    public abstract string GridValue(long index);

    /// <summary>The same with all values in the grid, not some.</summary>
    public virtual SearchParameter WithoutSteps => this;

    /// <summary>A value by the prior: all equally likely; on a log scale, all factors.</summary>
    public abstract string Draw(ref CounterRandom random);

    /// <summary>The place of a value; null where it is none of this parameter's.</summary>
    public abstract double? Place(string value);

    /// <summary>The value at a place.</summary>
    public abstract string Value(double place);

    /// <summary>The density over places that some values of this parameter suggest.</summary>
    public abstract ISearchDensity Density(IReadOnlyList<double> places);
}
