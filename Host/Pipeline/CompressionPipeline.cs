using System.Runtime.ExceptionServices;
using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Pipeline;

/// <summary>
/// A compression from beginning to end. Each phase reads the run directory and adds to it; one that is finished is
/// skipped when the run is resumed.
/// </summary>
internal sealed class CompressionPipeline : IDisposable
{
    private readonly RunContext _run;
    private readonly OpenedRun _opened;
    private readonly IPhase[] _phases;
    private IPhase[] _again = [];

    /// <summary>Opens what the unfinished phases need, so that faults are found before anything is trained.</summary>
    /// <param name="run">The run.</param>
    /// <param name="from">The first phase to run again, or null to continue where the run is.</param>
    /// <exception cref="UserException">Something is wrong, or a phase before that one is not finished.</exception>
    public CompressionPipeline(RunContext run, string? from = null)
    {
        _run = run;
        _opened = new OpenedRun(run);
        _phases =
        [
            .. run.Options.Method is { } method
                ? [new MethodPhase(_opened, method)]
                : new IPhase[] { new SlimPhase(_opened), new ExtractPhase(_opened) },
            new FineTunePhase(_opened),
            new EvaluatePhase(_opened),
            new ExportPhase(run),
            new LatencyPhase(run),
            new ReportPhase(run.Directory),
        ];
        try
        {
            Open(from);
        }
        catch
        {
            _opened.Dispose();
            throw;
        }
    }

    /// <summary>The fewest bits of a quantiser in the network that was trained last; null where it has none, or nothing
    /// was trained.</summary>
    public int? QuantizerBits => _opened.QuantizerBits;

    /// <summary>Runs every phase that is not finished. Where a network cannot be exported, the phases behind still run,
    /// so that the run has its page, and the fault comes then.</summary>
    /// <exception cref="OperationCanceledException">The user interrupted; a checkpoint has been written.</exception>
    /// <exception cref="UserException">A phase found something wrong.</exception>
    public RunResult Run()
    {
        foreach (var phase in _again)
        {
            phase.RemoveOutputs();
        }

        var hasRun = false;
        ExceptionDispatchInfo? unwritten = null;
        foreach (var phase in _phases)
        {
            // The page is about the others.
            if (phase.IsFinished && !(phase is ReportPhase && hasRun))
            {
                if (!_again.Contains(phase))
                {
                    _run.Log.Information("{Phase} is finished already", phase.Name);
                }

                _opened.Earlier += _run.Directory.State.Phase(phase.Name)?.Time ?? default;
                continue;
            }

            if (_run.Cancellation.IsCancellationRequested)
            {
                throw new OperationCanceledException(
                    $"Interrupted before {phase.Name}. Continue with '{Shell.Command("resume", _run.Directory.Root)}'.",
                    _run.Cancellation
                );
            }

            _run.Directory.CheckHeld();
            _run.Log.Information("Phase {Phase}", phase.Name);
            _run.Progress.Doing(phase.Name);
            hasRun = true;
            try
            {
                phase.Run();
            }
            catch (Exception fault)
                when (phase is ExportPhase && fault is (UserException or InvalidOperationException))
            {
                unwritten = ExceptionDispatchInfo.Capture(fault);
            }
            catch (UserException) when (unwritten is not null)
            {
                // As of a disk that is full: the first says why.
                break;
            }
        }

        _run.Progress.Doing(null);
        if (unwritten is { SourceException: UserException reason and not PluginException })
        {
            throw new UserException(
                $"{reason.Message} All else of the run is there, with its report. When the reason is gone, "
                    + $"'{Shell.Command("resume", _run.Directory.Root)}' writes what is missing.",
                reason
            );
        }

        unwritten?.Throw();
        return RunResult.Read(_run.Directory);
    }

    public void Dispose() => _opened.Dispose();

    private void Open(string? from)
    {
        var first = Array.FindIndex(_phases, phase => phase.Name == from);
        if (
            from is not null
            && (first < 0 || _phases.Take(first).FirstOrDefault(static phase => !phase.IsFinished) is not null)
        )
        {
            throw new UserException(
                first < 0
                    ? $"--from: this run has no phase '{from}'. It has "
                        + $"{string.Join(", ", _phases.Select(static phase => phase.Name))}."
                    : $"--from {from}: {_phases.First(static phase => !phase.IsFinished).Name}, an earlier phase, is "
                        + $"not finished. Continue with '{Shell.Command("resume", _run.Directory.Root)}' first."
            );
        }

        // Work of hours is not done again because a note of it was lost.
        var noted = _phases.OfType<RecordedPhase>().ToArray();
        var lost = noted.FirstOrDefault(static phase => !phase.IsFinished);
        if (
            from is null
            && lost is not null
            && noted.SkipWhile(phase => phase != lost).FirstOrDefault(static phase => phase.IsFinished) is { } later
        )
        {
            throw RecordJson.Damaged(
                _run.Directory.State.Path,
                $"it has no note of '{lost.Name}', though '{later.Name}' is done.",
                $"Restore it, or run the phases again with "
                    + $"'{Shell.Command("resume", _run.Directory.Root, "--from", lost.Name)}'."
            );
        }

        IPhase[] next =
        [
            .. _phases.Where((phase, number) => (from is not null && number >= first) || !phase.IsFinished),
        ];
        foreach (
            var read in next.SelectMany(static phase => phase.Reads)
                .Distinct()
                .Except(next.Select(static phase => phase.Name))
        )
        {
            PhaseFiles.Check(_run.Directory, read);
        }

        // What is not made again is added to.
        if (File.Exists(_run.Directory.Result) && next.All(static phase => phase.Name != PhaseName.Evaluate))
        {
            _ = RunResult.Read(_run.Directory);
        }

        foreach (var phase in next)
        {
            phase.Open();
        }

        // Only now, since it takes a while: all that can be wrong has been found.
        _opened.Teach();

        // Their files stay until the first of them runs: whatever else is wrong is found before. The last first, so
        // that no phase looks finished after one that is not.
        _again = from is null ? [] : [.. _phases.Skip(first).Reverse()];
    }
}
