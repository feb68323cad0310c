namespace GsFramework.ChannelPruning;

/// <summary>
/// Finds ρ for a target. The distance to go, d, is the largest |γ| among those that must still die, smallest first, to
/// reach the target. The plan is a fall of d to 0 at 60 % of the phase, d ~ (1 - t/t_60)²: fast while γ are large,
/// since the next norm undoes a common factor, and slow when channels die, so that the others can take over from them.
/// The losses pull the other way:
/// <code>
/// ρ = v/η + p      v = 2d / (t_60 - t)      p ← 0.9·p + 0.1·(ρ - Δd/η)
/// </code>
/// v is the plan's slope, Δd the last fall seen, and p, a moving average, the part of ρ that the losses undo. Too large
/// a ρ hurts quality and too small a one stalls, so ρ is what the plan needs and no more. It changes by at most 10 % a
/// step and stays within [1e-5, 1].
/// </summary>
internal sealed class RhoController
{
    private const double PlannedShare = 0.6;
    private const double GraceShare = 0.05;
    private const double Memory = 0.9;
    private const double LargestChange = 1.1;
    private const double Smallest = 1e-5;
    private const double Largest = 1;

    private double _pace;
    private double _pull;
    private double _distance;
    private double _learningRate;

    /// <summary>ρ, 0 before the first step.</summary>
    public double Rho { get; private set; }

    /// <summary>Looks at the distance and gives the ρ for this step.</summary>
    /// <param name="distance">d before this step's threshold.</param>
    /// <param name="step">Steps done before this one.</param>
    /// <param name="steps">Steps of the phase.</param>
    /// <param name="learningRate">η.</param>
    public double Next(double distance, int step, int steps, double learningRate)
    {
        // Behind the plan's end there is always a little time left, so that ρ stays finite; and the last small part of
        // the way is walked at no less than half the mean pace, or it would never end.
        var left = Math.Max(Math.Max((PlannedShare * steps) - step, GraceShare * steps), 1);
        var rate = Math.Max(learningRate, 1e-12);
        var needed = Math.Max(2 * distance / left, _pace / 2) / rate;
        if (Rho == 0)
        {
            _pace = distance / left;

            // Trained networks have been seen to undo about half.
            _pull = needed;
            Rho = needed + _pull;
        }
        else
        {
            var undone = Rho - ((_distance - distance) / _learningRate);
            _pull = Math.Max((Memory * _pull) + ((1 - Memory) * undone), 0);
            Rho = Math.Clamp(needed + _pull, Rho / LargestChange, Rho * LargestChange);
        }

        Rho = Math.Clamp(Rho, Smallest, Largest);
        (_distance, _learningRate) = (distance, rate);
        return Rho;
    }

    /// <summary>What a resumed run must have again.</summary>
    public IReadOnlyDictionary<string, double> State
    {
        get =>
            new Dictionary<string, double>
            {
                ["rho"] = Rho,
                ["pace"] = _pace,
                ["pull"] = _pull,
                ["distance"] = _distance,
                ["learningRate"] = _learningRate,
            };
        set =>
            (Rho, _pace, _pull, _distance, _learningRate) = (
                value["rho"],
                value["pace"],
                value["pull"],
                value["distance"],
                value["learningRate"]
            );
    }
}
