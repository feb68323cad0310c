namespace GsFramework.CoEvolution;

/// <summary>
/// Makes any bit string one of a network that works: a layer that cannot be bypassed keeps a channel, and where a
/// target is given, random channels go until it is met and random ones come back while it stays met, so that the
/// multiply-accumulates are at most the target's and no single channel more would fit.
/// </summary>
internal sealed class Repair
{
    private readonly ChannelCode _code;
    private readonly long _budget;

    /// <summary>Prepares the repair.</summary>
    /// <param name="code">What the bits stand for.</param>
    /// <param name="targetMacRatio">How many times fewer multiply-accumulates are wanted; null for any number.</param>
    /// <exception cref="UserException">There is nothing to prune, or the target is beyond reach.</exception>
    public Repair(ChannelCode code, double? targetMacRatio)
    {
        _code = code;
        if (code.Length == 0)
        {
            throw new UserException("The method 'cec' finds no channel in model.teacher that could be pruned.");
        }

        _budget = targetMacRatio is { } target ? (long)Math.Floor(code.Macs.Dense / target) : long.MaxValue;
        var least = new bool[code.Length];
        KeepAlive(least, new Random(0));
        if (code.Measure(least).Macs > _budget)
        {
            var most = Math.Floor(10 * code.Ratio(least)) / 10;
            throw new UserException(
                $"method.targetMacRatio is {targetMacRatio}, but with one channel left in each layer that cannot be "
                    + $"bypassed this "
                    + $"generator has {most} times fewer multiply-accumulates. Ask for {most} or less."
            );
        }
    }

    /// <summary>Random bits: as many ones as zeros or, where there is a target, as many ones as it allows.</summary>
    public bool[] Draw(Random random)
    {
        var drawn = Enumerable.Range(0, _code.Length).Select(_ => random.NextDouble()).ToArray();
        var share = 0.5;
        if (_budget < long.MaxValue)
        {
            // Halvings that tell any two of the numbers apart.
            var (low, high) = (0.0, 1.0);
            for (var halving = 0; halving < 30; halving++)
            {
                share = (low + high) / 2;
                (low, high) = _code.Measure(Below(share)).Macs <= _budget ? (share, high) : (low, share);
            }

            share = low;
        }

        return Of(Below(share), random);

        bool[] Below(double limit) => [.. drawn.Select(value => value < limit)];
    }

    /// <summary>A repaired copy.</summary>
    public bool[] Of(bool[] bits, Random random)
    {
        var repaired = (bool[])bits.Clone();
        KeepAlive(repaired, random);
        if (_budget == long.MaxValue)
        {
            return repaired;
        }

        var macs = _code.Measure(repaired).Macs;
        foreach (var gene in Seeds.Order(repaired.Length, random))
        {
            if (macs <= _budget)
            {
                break;
            }

            Try(repaired, gene, false, (count, isWhole) => isWhole, ref macs);
        }

        foreach (var gene in Seeds.Order(repaired.Length, random))
        {
            Try(repaired, gene, true, (count, isWhole) => count <= _budget && isWhole, ref macs);
        }

        return repaired;
    }

    private void Try(bool[] bits, int gene, bool value, Func<long, bool, bool> isAllowed, ref long macs)
    {
        if (bits[gene] == value)
        {
            return;
        }

        bits[gene] = value;
        var (count, isWhole) = _code.Measure(bits);
        if (isAllowed(count, isWhole))
        {
            macs = count;
        }
        else
        {
            bits[gene] = !value;
        }
    }

    private void KeepAlive(bool[] bits, Random random)
    {
        while (_code.EmptyLayer(bits) is { Length: > 0 } genes)
        {
            bits[genes[random.Next(genes.Length)]] = true;
        }
    }
}
