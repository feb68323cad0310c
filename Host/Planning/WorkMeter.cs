using GsFramework.Host.Logging;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Planning;

/// <summary>
/// Measures the phases of a run, and the work in them that is done again and again. Work within other work counts only
/// for itself: the validation of an update is no part of the update.
/// </summary>
/// <param name="now">The time so far.</param>
/// <param name="shown">Shows the user which phase it is; null for nobody.</param>
internal sealed class WorkMeter(Func<Elapsed> now, ITrainingProgress? shown = null) : ITrainingProgress
{
    /// <summary>What comes before the first phase: plugins, networks, images, the teacher's outputs.</summary>
    public const string Start = "start";

    private readonly List<MeasuredPhase> _phases = [];
    private readonly Dictionary<string, Tally> _work = [];
    private Piece? _innermost;
    private string? _phase = Start;
    private Elapsed _begun = now();

    /// <summary>The phases that are over, in their order.</summary>
    public IReadOnlyList<MeasuredPhase> Phases => _phases;

    /// <inheritdoc/>
    public void Doing(string? what)
    {
        if (_phase is { } phase)
        {
            _phases.Add(
                new MeasuredPhase(phase, now() - _begun, [.. _work.Select(static work => work.Value.Of(work.Key))])
            );
        }

        (_phase, _begun) = (what, now());
        _work.Clear();
        shown?.Doing(what is null ? null : $"trial of {what}");
    }

    /// <inheritdoc/>
    public IDisposable Measure(string work, int units = 1) => _innermost = new Piece(this, work, units, _innermost);

    /// <inheritdoc/>
    public void Report(string phase, int step, int steps, IReadOnlyList<string> words, int later = 0) { }

    /// <inheritdoc/>
    public void Count(string what, int done, int count) { }

    /// <inheritdoc/>
    public void EndPhase() { }

    /// <inheritdoc/>
    public void Dispose() { }

    private void Add(string work, int units, Elapsed time)
    {
        if (!_work.TryGetValue(work, out var tally))
        {
            _work.Add(work, tally = new Tally());
        }

        tally.Add(units, time);
    }

    // Code that runs for the first time is slower, so the first piece says nothing of the others.
    private sealed class Tally
    {
        private (int Units, Elapsed Time) _all;
        private (int Units, Elapsed Time)? _first;

        public void Add(int units, Elapsed time)
        {
            _first ??= (units, time);
            _all = (_all.Units + units, _all.Time + time);
        }

        public MeasuredWork Of(string name)
        {
            var first = _first!.Value;
            var (units, time) =
                _all.Units > first.Units ? (_all.Units - first.Units, _all.Time - first.Time) : (_all.Units, _all.Time);
            return new MeasuredWork(
                name,
                _all.Units,
                _all.Time,
                units == 0 ? default : new Elapsed(time.Seconds / units, time.CpuSeconds / units)
            );
        }
    }

    private sealed class Piece(WorkMeter meter, string work, int units, Piece? outer) : IDisposable
    {
        private readonly Elapsed _start = meter.Now;
        private Elapsed _within;

        public void Dispose()
        {
            var time = meter.Now - _start;
            meter.Add(work, units, time - _within);
            if (outer is not null)
            {
                outer._within += time;
            }

            meter._innermost = outer;
        }
    }

    private Elapsed Now => now();
}
