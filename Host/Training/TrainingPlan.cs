namespace GsFramework.Host.Training;

/// <summary>
/// How many updates a training makes, and where each of them stands on the schedule of learning rates. Where the budget
/// is a processor time, the number is planned again on the way, since an update takes longer or shorter with what else
/// the machine does; the place on the schedule then only ever moves on, and comes to the schedule's end together with
/// the budget.
/// </summary>
/// <remarks>A plan is a function of the steps and times at which it was corrected. It belongs to the state of a
/// training, so a resumed one continues by the same plan.</remarks>
internal sealed class TrainingPlan
{
    // Of what is left, how much is done by one plan; and the updates that tell how long one takes.
    private const double Share = 1 / 8.0;
    private const int Least = 5;

    private readonly double? _cpuSeconds;
    private int _ticks;
    private int _sinceStep;
    private double _sincePlace;
    private double _sinceSeconds;

    /// <summary>A plan of a number of updates.</summary>
    /// <param name="steps">The updates.</param>
    /// <param name="cpuSeconds">The processor time that they may take, or null for exactly that many updates.</param>
    public TrainingPlan(int steps, double? cpuSeconds = null) =>
        (Steps, _ticks, _cpuSeconds) = (steps, steps, cpuSeconds);

    /// <summary>The updates in all, as far as is known.</summary>
    public int Steps { get; private set; }

    /// <summary>Ticks of the schedule: the updates of the first plan.</summary>
    public int Ticks => _ticks;

    /// <summary>True where the number of updates depends on the time that they take.</summary>
    public bool IsTimed => _cpuSeconds is not null;

    /// <summary>What a checkpoint must hold of the plan.</summary>
    public IReadOnlyDictionary<string, double> State
    {
        get =>
            new Dictionary<string, double>
            {
                ["steps"] = Steps,
                ["ticks"] = _ticks,
                ["sinceStep"] = _sinceStep,
                ["sincePlace"] = _sincePlace,
                ["sinceSeconds"] = _sinceSeconds,
            };
        set =>
            (Steps, _ticks, _sinceStep, _sincePlace, _sinceSeconds) = (
                (int)value["steps"],
                (int)value["ticks"],
                (int)value["sinceStep"],
                value["sincePlace"],
                value["sinceSeconds"]
            );
    }

    /// <summary>The tick at which an update stands.</summary>
    /// <param name="step">0 … <see cref="Steps"/> - 1.</param>
    public int Tick(int step) => Math.Min((int)Place(step), _ticks - 1);

    /// <summary>Plans again where enough has been done since the last time.</summary>
    /// <param name="step">Updates done.</param>
    /// <param name="spent">Their processor time, in seconds.</param>
    /// <returns>True where the number of updates has changed.</returns>
    public bool Correct(int step, double spent)
    {
        if (_cpuSeconds is not { } budget || step >= Steps)
        {
            return false;
        }

        var before = Steps;
        if (spent >= budget)
        {
            Steps = step;
            return true;
        }

        var (done, took) = (step - _sinceStep, spent - _sinceSeconds);
        if (done < Least || (done < Share * (Steps - _sinceStep) && took < Share * (budget - _sinceSeconds)))
        {
            return false;
        }

        _sincePlace = Place(step);
        (_sinceStep, _sinceSeconds) = (step, spent);
        Steps = step + (int)Math.Clamp(Math.Round((budget - spent) / (took / done)), 0, int.MaxValue - step);
        return Steps != before;
    }

    // From where the last plan was made, evenly to the end.
    private double Place(int step) =>
        _sincePlace + ((_ticks - _sincePlace) * (step - _sinceStep) / (Steps - _sinceStep));
}
