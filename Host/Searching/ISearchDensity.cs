using GsFramework.Core.Data;

namespace GsFramework.Host.Searching;

/// <summary>A probability density over the places of a parameter.</summary>
internal interface ISearchDensity
{
    /// <summary>The density at a place, or the probability of a choice.</summary>
    double At(double place);

    /// <summary>A place by the density.</summary>
    double Draw(ref CounterRandom random);
}
