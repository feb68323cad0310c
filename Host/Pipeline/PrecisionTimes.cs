namespace GsFramework.Host.Pipeline;

/// <summary>How long the same work takes in both precisions.</summary>
/// <param name="Fp32">Milliseconds in fp32.</param>
/// <param name="Bf16">Milliseconds in bf16.</param>
internal sealed record PrecisionTimes(double Fp32, double Bf16)
{
    private const double ClearlyFaster = 1.3;
    private const int FewestRounds = 2;
    private const int MostRounds = 7;
    private const double MostMilliseconds = 2000;
    private const double WaitedFor = 6000;

    /// <summary>How many times faster bf16 is.</summary>
    public double Ratio => Fp32 / Bf16;

    /// <summary>Measures both in turn, so that another program that comes and goes slows both: the medians of a few
    /// rounds after a warm-up, and no more rounds than it takes to see a clear difference.</summary>
    /// <param name="pass">Does the work in bf16 where it is given true, and says how many milliseconds it
    /// took.</param>
    public static PrecisionTimes Measure(Func<bool, double> pass)
    {
        // These build kernels. Of work that takes this long they tell enough where bf16 is far behind, as it is without
        // instructions for it.
        var first = new PrecisionTimes(pass(false), pass(true));
        if (first.Fp32 + first.Bf16 > WaitedFor && first.Ratio < 1 / (2 * ClearlyFaster))
        {
            return first;
        }

        var (fp32, bf16, spent) = (new List<double>(), new List<double>(), 0.0);
        while (true)
        {
            fp32.Add(pass(false));
            bf16.Add(pass(true));
            spent += fp32[^1] + bf16[^1];
            var times = new PrecisionTimes(Median(fp32), Median(bf16));
            var isClear = fp32.Count >= FewestRounds && Math.Max(times.Ratio, 1 / times.Ratio) > ClearlyFaster;
            if (isClear || fp32.Count == MostRounds || spent > MostMilliseconds)
            {
                return times;
            }
        }
    }

    private static double Median(List<double> values)
    {
        double[] ordered = [.. values.Order()];
        return (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
    }
}
