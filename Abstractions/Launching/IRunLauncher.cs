using Serilog;

namespace GsFramework.Launching;

/// <summary>
/// Hands the runs of a comparison or a sweep to something that starts them, such as a scheduler of a cluster. It
/// queues, places and kills; the runs are only described. Whatever it starts may be killed at any moment: started
/// again, the same command continues from the last checkpoint, and returns at once where the run is finished.
/// </summary>
public interface IRunLauncher
{
    /// <summary>Threads that a run gets, where the configuration leaves them open (<c>threads</c> 0); at least
    /// 1.</summary>
    int Threads { get; }

    /// <summary>True where all runs meet processors of one kind, so that budgets in processor time are fair.</summary>
    bool HasEqualProcessors { get; }

    /// <summary>Finds what is wrong with the options before anything is written, such as a partition that does not
    /// exist.</summary>
    /// <exception cref="UserException">Something is; the message says what to do.</exception>
    void Check();

    /// <summary>Hands over runs, and after them the command that gathers their results, and returns; it does not wait
    /// for them.</summary>
    /// <returns>The names under which the scheduler knows them, for <see cref="Unfinished"/>.</returns>
    /// <exception cref="UserException">They were not taken. Nothing of them is left in the queue.</exception>
    IReadOnlyList<string> Launch(RunLaunch launch);

    /// <summary>Those of earlier jobs that still wait or run.</summary>
    /// <param name="jobs">What <see cref="Launch"/> returned.</param>
    /// <exception cref="UserException">The scheduler does not answer.</exception>
    IReadOnlyList<string> Unfinished(IReadOnlyList<string> jobs);
}

/// <summary>Runs to be started.</summary>
public sealed class RunLaunch
{
    /// <summary>What they are called together: the name of the comparison.</summary>
    public required string Name { get; init; }

    /// <summary>The absolute path of the folder with all that they read and write; every node must see it under this
    /// path. A launcher keeps its own files in a folder there under its key.</summary>
    public required string Folder { get; init; }

    /// <summary>The words that start the program, to which a run's arguments are added: <c>dotnet</c>,
    /// <c>…/gs.dll</c>.</summary>
    public required IReadOnlyList<string> Program { get; init; }

    /// <summary>The runs by what they depend on: those of a level may start when the ones that they begin with, in
    /// the levels before, have ended well. None is empty.</summary>
    public required IReadOnlyList<IReadOnlyList<LaunchedRun>> Levels { get; init; }

    /// <summary>The arguments of the program that sum up, to be run when all runs have ended, however they
    /// ended.</summary>
    public required IReadOnlyList<string> Gather { get; init; }

    /// <summary>Where to say what was done.</summary>
    public required ILogger Log { get; init; }

    /// <summary>Set when the user interrupts.</summary>
    public CancellationToken Cancellation { get; init; }
}

/// <summary>A run to be started.</summary>
/// <param name="Index">Its number in the plan, from 0.</param>
/// <param name="Name">Its name.</param>
/// <param name="From">The number of the run that must have ended well before; null when there is none, or it is
/// finished.</param>
/// <param name="Threads">Threads that it computes with.</param>
/// <param name="Arguments">The arguments of the program.</param>
public sealed record LaunchedRun(int Index, string Name, int? From, int Threads, IReadOnlyList<string> Arguments);
