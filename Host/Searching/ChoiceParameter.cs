using GsFramework.Core.Data;

namespace GsFramework.Host.Searching;

/// <summary>One of several values without an order. Their places are their indices.</summary>
internal sealed record ChoiceParameter(string Key, IReadOnlyList<string> Values) : SearchParameter(Key)
{
    public override bool IsFinite => true;

    public override long GridCount => Values.Count;

    public override string GridValue(long index) => Values[(int)index];

    public override string Draw(ref CounterRandom random) => Values[random.Below(Values.Count)];

    public override double? Place(string value)
    {
        for (var index = 0; index < Values.Count; index++)
        {
            if (Values[index] == value)
            {
                return index;
            }
        }

        return null;
    }

    public override string Value(double place) => Values[(int)place];

    public override ISearchDensity Density(IReadOnlyList<double> places) => new ChoiceDensity(Values.Count, places);
}
