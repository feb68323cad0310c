using GsFramework.Host.Runs;

namespace GsFramework.Host.Pipeline;

/// <summary>A phase that notes in <c>state.json</c> that it is finished.</summary>
internal abstract class RecordedPhase(RunContext run) : IPhase
{
    public abstract string Name { get; }

    public virtual IReadOnlyList<string> Reads => [];

    public virtual bool IsFinished => run.Directory.State.Phase(Name) is not null;

    public abstract void Open();

    public void Run()
    {
        var record = Work() with { Files = PhaseFiles.Hashes(run.Directory, Outputs) };
        var warnings = run.Warnings.Take();
        run.Directory.State.Phase(Name, warnings.Count > 0 ? record with { Warnings = warnings } : record);
    }

    public virtual void RemoveOutputs()
    {
        var directory = run.Directory;
        directory.State.Phase(Name, null);
        RunDirectory.RemoveFile(directory.Checkpoint(Name));
        directory.RemoveSamples(Name);
        MetricsLog.Remove(directory.Root, Name);
    }

    /// <summary>The files that later phases read.</summary>
    protected abstract IEnumerable<string> Outputs { get; }

    /// <summary>Does the work of the phase.</summary>
    /// <returns>Its note.</returns>
    protected abstract PhaseRecord Work();
}
