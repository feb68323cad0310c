using Spectre.Console;

namespace GsFramework.Host.Logging;

/// <summary>A bar on a terminal, with the phase's values and the time left.</summary>
/// <remarks>Spectre shows progress only as long as a callback runs. The training loop must stay on its own thread, to
/// which its tensors' dispose scopes are bound; so the callback runs on another one and waits for the end of the
/// phase.</remarks>
internal sealed class LiveProgress(IAnsiConsole console, TimeProvider clock) : ITrainingProgress
{
    private const int BarWidth = 20;
    private const int BesidesText = BarWidth + 8;

    private PhaseState? _phase;
    private ProgressTask? _bar;
    private ManualResetEventSlim? _end;
    private Task? _display;

    /// <inheritdoc/>
    public void Report(string phase, int step, int steps, IReadOnlyDictionary<string, double> values)
    {
        if (_phase?.Name != phase)
        {
            EndPhase();
            Begin(phase, step);
        }

        _phase!.Update(step, steps, values);
        _bar!.MaxValue = Math.Max(1, steps);
        _bar.Value = step;
        var left = _phase.Left is { } time ? $"{PhaseState.Words(time)} left  " : "";
        var text = $"{phase} {step}/{steps}  {left}{_phase.Values}";
        _bar.Description = Markup.Escape(
            text[..Math.Min(text.Length, Math.Max(0, console.Profile.Width - BesidesText))]
        );
    }

    /// <inheritdoc/>
    public void EndPhase()
    {
        if (_display is null)
        {
            return;
        }

        _end!.Set();
        _display.Wait();
        _end.Dispose();
        (_phase, _bar, _end, _display) = (null, null, null, null);
    }

    /// <inheritdoc/>
    public void Dispose() => EndPhase();

    private void Begin(string phase, int step)
    {
        _phase = new PhaseState(phase, step, clock);
        var end = _end = new ManualResetEventSlim();
        var begun = new TaskCompletionSource<ProgressTask>();
        _display = Task.Factory.StartNew(
            () => Show(phase, begun, end),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        _bar =
            Task.WhenAny(begun.Task, _display).GetAwaiter().GetResult() == begun.Task
                ? begun.Task.Result
                : throw new InvalidOperationException(
                    "The progress display ended before it began.",
                    _display.Exception
                );
    }

    private void Show(string phase, TaskCompletionSource<ProgressTask> begun, ManualResetEventSlim end) =>
        console
            .Progress()
            .AutoClear(false)
            .Columns(
                new ProgressBarColumn { Width = BarWidth },
                new PercentageColumn(),
                new TaskDescriptionColumn { Alignment = Justify.Left }
            )
            .Start(context =>
            {
                begun.SetResult(context.AddTask(phase));
                end.Wait();
            });
}
