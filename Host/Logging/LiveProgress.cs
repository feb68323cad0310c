namespace GsFramework.Host.Logging;

/// <summary>A bar in the status line of a terminal, with what there is to tell and the time left. A phase that has
/// ended leaves a line.</summary>
internal sealed class LiveProgress(StatusLine status, TimeProvider clock) : ITrainingProgress
{
    private const int Narrow = 100;
    private const string Gap = "  ";

    // Nobody reads faster, and a slow connection would be busy with nothing else.
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    private PhaseState? _phase;
    private string? _doing;
    private TimeSpan _shown;

    /// <inheritdoc/>
    public void Report(string phase, int step, int steps, IReadOnlyList<string> words, int later = 0) =>
        Show(phase, isPassing: false, step, steps, words, later);

    /// <inheritdoc/>
    public void Count(string what, int done, int count) => Show(what, isPassing: true, done, count, [], later: 0);

    /// <inheritdoc/>
    public void Doing(string? what)
    {
        EndPhase();
        _doing = what;
        ShowDoing();
    }

    /// <inheritdoc/>
    public void EndPhase()
    {
        if (_phase is { } phase)
        {
            status.End(
                phase.IsPassing
                    ? null
                    : Fitting(phase.Title, phase.Words, $"in {PhaseState.InWords(phase.Elapsed)}")
            );
        }

        (_phase, _shown) = (null, TimeSpan.Zero);
        ShowDoing();
    }

    /// <inheritdoc/>
    public void Dispose() => Doing(null);

    private void ShowDoing()
    {
        if (_doing is null)
        {
            status.End();
        }
        else
        {
            status.Show($"{_doing} …");
        }
    }

    private void Show(string phase, bool isPassing, int step, int steps, IReadOnlyList<string> words, int later)
    {
        var isNew = _phase?.Name != phase;
        if (isNew)
        {
            EndPhase();
            _phase = new PhaseState(phase, step, clock) { IsPassing = isPassing };
        }

        _phase!.Update(step, steps, words, later);
        if (isNew || step == steps || _phase.Elapsed - _shown >= _pause)
        {
            _shown = _phase.Elapsed;
            status.Show(Fitting($"{Bar(step, steps)}{_phase.Title}", _phase.Words, _phase.LeftInWords()));
        }
    }

    private string Bar(int step, int steps)
    {
        var width = status.Room < Narrow ? 10 : 20;
        var share = Math.Clamp((double)step / Math.Max(1, steps), 0, 1);
        var full = (int)(width * share);
        return $"{new string('━', full)}{new string('─', width - full)} {(int)(100 * share),3}% ";
    }

    // Whole values, as many as there is room for.
    private string Fitting(string start, IEnumerable<string> words, string? time)
    {
        var line = time is null ? start : start + Gap + time;
        foreach (var word in words)
        {
            if (line.Length + Gap.Length + word.Length > status.Room)
            {
                break;
            }

            line += Gap + word;
        }

        return line;
    }
}
