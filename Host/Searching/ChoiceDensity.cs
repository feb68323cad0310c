using GsFramework.Core.Data;

namespace GsFramework.Host.Searching;

/// <summary>
/// The probabilities of choices after some were seen (Bergstra et al. 2011, section 4): of N choices, each of the prior
/// probability 1/N, that of choice i is proportional to N·1/N + C_i, where C_i counts how often it was seen.
/// </summary>
internal sealed class ChoiceDensity : ISearchDensity
{
    private readonly double[] _probabilities;

    /// <summary>Makes the density.</summary>
    /// <param name="count">Of choices, N.</param>
    /// <param name="seen">Their indices.</param>
    public ChoiceDensity(int count, IReadOnlyList<double> seen)
    {
        _probabilities = new double[count];
        Array.Fill(_probabilities, 1.0 / (count + seen.Count));
        foreach (var choice in seen)
        {
            _probabilities[(int)choice] += 1.0 / (count + seen.Count);
        }
    }

    public double At(double place) => _probabilities[(int)place];

    public double Draw(ref CounterRandom random)
    {
        var left = random.Share();
        var choice = 0;
        while (choice < _probabilities.Length - 1 && left >= _probabilities[choice])
        {
            left -= _probabilities[choice++];
        }

        return choice;
    }
}
