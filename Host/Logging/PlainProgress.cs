namespace GsFramework.Host.Logging;

/// <summary>A line now and then, for logs and pipes: at the first step, every few seconds, and at the end of a
/// phase.</summary>
internal sealed class PlainProgress(TextWriter writer, TimeProvider clock) : ITrainingProgress
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(10);

    private PhaseState? _phase;
    private TimeSpan _written;
    private int _writtenStep;

    /// <inheritdoc/>
    public void Report(string phase, int step, int steps, IReadOnlyList<string> words, int later = 0)
    {
        var isNew = _phase?.Name != phase;
        if (isNew)
        {
            EndPhase();
            _phase = new PhaseState(phase, step, clock);
        }

        _phase!.Update(step, steps, words, later);
        if (isNew || step == steps || _phase.Elapsed - _written >= _interval)
        {
            Write(_phase);
        }
    }

    /// <inheritdoc/>
    /// <remarks>It is told only where it takes long.</remarks>
    public void Count(string what, int done, int count)
    {
        if (_phase?.Name != what)
        {
            EndPhase();
            _phase = new PhaseState(what, done, clock) { IsPassing = true };
        }

        _phase.Update(done, count, []);
        if (_phase.Elapsed - _written >= _interval)
        {
            Write(_phase);
        }
    }

    /// <inheritdoc/>
    /// <remarks>The log tells it.</remarks>
    public void Doing(string? what) => EndPhase();

    /// <inheritdoc/>
    public void EndPhase()
    {
        if (_phase is { IsPassing: false } && _phase.Step != _writtenStep)
        {
            Write(_phase);
        }

        _phase = null;
        (_written, _writtenStep) = (TimeSpan.Zero, -1);
    }

    /// <inheritdoc/>
    public void Dispose() => EndPhase();

    private void Write(PhaseState phase)
    {
        (_written, _writtenStep) = (phase.Elapsed, phase.Step);
        var left = phase.Step < phase.Steps ? phase.LeftInWords() : null;
        writer.WriteLine(
            string.Join("  ", [phase.Title, .. phase.Words, .. left is null ? Array.Empty<string>() : [left]])
        );
    }
}
