using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using GsFramework.Host.Logging;
using GsFramework.Host.Runs;
using GsFramework.Host.Runs.Locking;
using Serilog;

namespace GsFramework.Host.Commands;

/// <summary>What a verb works with.</summary>
internal sealed class VerbContext(
    Terminal terminal,
    RunLog runLog,
    IReadOnlyList<string> arguments,
    CancellationToken cancellation
) : IDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    private CancellationTokenRegistration _whenLost;
    private RunLock? _hold;

    /// <summary>The command line, without the program's own name. A verb that begins the run of a plan puts that of the
    /// run here.</summary>
    public IReadOnlyList<string> Arguments { get; set; } = arguments;

    /// <summary>The generator's updates after which the run stops and scores itself; null to run to its end.</summary>
    public int? StopAfter { get; set; }

    /// <summary>Gets results: tables for people, or the JSON of <c>--json</c>. Nothing else may be written
    /// there.</summary>
    public Terminal Terminal => terminal;

    /// <summary>The log. <see cref="RunLog.WriteTo"/> adds the file of a run directory.</summary>
    public RunLog RunLog => runLog;

    /// <summary>Where to log.</summary>
    public ILogger Log => runLog.Logger;

    /// <summary>Set when the user interrupts, or a lock is <see cref="Lost"/>. Write a checkpoint and throw
    /// <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Cancellation => _stop.Token;

    /// <summary>What to tell when another program has taken over the directory that the verb works in; null while none
    /// has.</summary>
    public RunLostException? Lost => _hold is { Lost.IsCancellationRequested: true } ? _hold.Loss : null;

    /// <summary>What the program ends with when the verb returns: a verb that has done its work may have found a
    /// failure.</summary>
    public int ExitCode { get; set; } = Core.Processes.ExitCode.Done;

    /// <summary>Ends the verb when another program takes over the directory that it works in.</summary>
    /// <param name="hold">The lock of the directory.</param>
    /// <returns>The same lock.</returns>
    public RunLock StopWhenLost(RunLock hold)
    {
        _hold = hold;
        _whenLost.Dispose();
        _whenLost = hold.Lost.Register(_stop.Cancel);
        return hold;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _whenLost.Dispose();
        _stop.Dispose();
    }

    /// <summary>Begins to show the progress of trainings: a bar on a terminal, else a line now and then.</summary>
    public ITrainingProgress StartProgress() =>
        terminal.Status is { } status
            ? new LiveProgress(status, TimeProvider.System)
            : new PlainProgress(terminal.Error, TimeProvider.System);

    /// <summary>Reads a configuration and loads the plugins. The caller disposes the catalog, after all
    /// parts.</summary>
    /// <exception cref="UserException">Something is wrong with either; the message lists all faults.</exception>
    public (RunOptions Options, PluginCatalog Catalog) Load(ConfigurationArguments arguments)
    {
        if (arguments.IsResolved)
        {
            // A damaged record is not a mistake in what a user wrote, and has another remedy.
            _ = RecordJson.ReadObject(arguments.Config);
        }

        return ConfigurationFile.LoadWithPlugins(
            ConfigurationLayers.Read(
                arguments.Config,
                arguments.Sets,
                arguments.IsResolved ? new Dictionary<string, string>() : null
            ),
            arguments.PluginFolders,
            Log,
            arguments.NeedsImages,
            arguments.Compresses,
            arguments.Checks
        );
    }

    /// <summary>Loads the plugins without a configuration, and warns of those that are wrong. The caller disposes the
    /// catalog.</summary>
    /// <exception cref="UserException">A folder is not there.</exception>
    public PluginCatalog LoadPlugins(IReadOnlyList<string> folders)
    {
        var catalog = PluginCatalog.Load(PluginSearch.Folders([], folders), Log);
        catalog.WarnOfFaults(Log);
        return catalog;
    }
}
