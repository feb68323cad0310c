using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using GsFramework.Host.Logging;
using Serilog;

namespace GsFramework.Host.Commands;

/// <summary>What a verb works with.</summary>
internal sealed class VerbContext(
    Terminal terminal,
    RunLog runLog,
    IReadOnlyList<string> arguments,
    CancellationToken cancellation
)
{
    /// <summary>The command line, without the program's own name.</summary>
    public IReadOnlyList<string> Arguments => arguments;

    /// <summary>Gets results: tables for people, or the JSON of <c>--json</c>. Nothing else may be written
    /// there.</summary>
    public Terminal Terminal => terminal;

    /// <summary>The log. <see cref="RunLog.WriteTo"/> adds the file of a run directory.</summary>
    public RunLog RunLog => runLog;

    /// <summary>Where to log.</summary>
    public ILogger Log => runLog.Logger;

    /// <summary>Set when the user interrupts. Write a checkpoint and throw
    /// <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <summary>What the program ends with when the verb returns: a verb that has done its work may have found a
    /// failure.</summary>
    public int ExitCode { get; set; } = Core.Processes.ExitCode.Done;

    /// <summary>The same under another command line: that of a run which this one begins.</summary>
    public VerbContext With(IReadOnlyList<string> line) => new(terminal, runLog, line, cancellation);

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
