using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Composition.Parts;
using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using GsFramework.Host.Launching;
using GsFramework.Host.Runs;
using GsFramework.Host.Runs.Locking;
using GsFramework.Launching;
using Serilog;

namespace GsFramework.Host.Commands;

/// <summary>What starts the runs of a comparison: this process (<c>local</c>), the user (<c>none</c>), or the part of
/// a plugin.</summary>
/// <param name="asked">The name on the command line, or null for what the configuration says.</param>
internal sealed class ChosenLauncher(string? asked) : IDisposable
{
    /// <summary>Runs are child processes.</summary>
    public const string Local = "local";

    /// <summary>Nothing is started; the command lines are printed.</summary>
    public const string None = "none";

    private PartFactory? _parts;
    private IRunLauncher? _part;
    private string _kind = asked ?? Local;

    /// <summary>True where this process carries out the runs.</summary>
    public bool IsLocal => _kind == Local;

    /// <summary>A configuration with the launcher that the command line names.</summary>
    public ConfigurationArguments Configuration(ConfigurationArguments given) =>
        asked switch
        {
            null => given,
            Local or None => given with { Sets = [.. given.Sets, "launcher=null"] },
            _ => given with { Sets = [.. given.Sets, $"launcher:kind={asked}"] },
        };

    /// <summary>Threads of a run, where the configuration leaves them open. To be called first.</summary>
    public int Threads(RunOptions options, PluginCatalog catalog, int jobs, ILogger log)
    {
        if (options.Launcher is { } selection)
        {
            _kind = selection.Kind;
            _parts = new PartFactory(catalog, log, new WeightsReader());
            _part = _parts.Create(selection);
        }

        return _part?.Threads ?? Math.Max(1, Environment.ProcessorCount / (IsLocal ? jobs : 1));
    }

    /// <summary>Finds what is wrong before anything is written.</summary>
    /// <exception cref="UserException">Something is.</exception>
    public void Check(RunOptions options)
    {
        if (_part is null)
        {
            return;
        }

        if (options.Training.Budget?.CpuSeconds is not null && !_part.HasEqualProcessors)
        {
            throw new UserException(
                "training.budget is in processor time, which is worth more on one node than on another. Give "
                    + "training.budget.updates, or tie the runs to nodes with one kind of processor by "
                    + "launcher.constraint."
            );
        }

        _part.Check();
    }

    /// <summary>Tests that what was handed over before has ended.</summary>
    /// <exception cref="UserException">It still waits or runs.</exception>
    public void CheckIdle(string root, ILogger log)
    {
        if (LaunchRecord.Read(root) is not { } before)
        {
            return;
        }

        if (_part is null || before.Launcher != _kind)
        {
            log.Warning(
                "{Root} was handed to {Launcher} before, as {Jobs}. Runs that are still at work there are not started "
                    + "again",
                root,
                before.Launcher,
                string.Join(", ", before.Jobs)
            );
            return;
        }

        var unfinished = _part.Unfinished(before.Jobs);
        if (unfinished.Count > 0)
        {
            throw new UserException(
                $"'{root}' is at work already: {_kind} has {string.Join(", ", unfinished)} of it in its queue. "
                    + $"'{Shell.Command("status", root)}' shows how far it is. Wait for them, or cancel them first."
            );
        }
    }

    /// <summary>The jobs, but this process's own, that were handed over last and have not ended.</summary>
    public IReadOnlyList<string> OthersAtWork(string root) =>
        _part is not null && LaunchRecord.Read(root) is { } last && last.Launcher == _kind
            ? [.. _part.Unfinished(last.Jobs).Except([HolderJob.Current?.Array ?? HolderJob.Current?.Id])!]
            : [];

    /// <summary>Hands over what is left of a comparison.</summary>
    /// <inheritdoc cref="Launch(string, string, int, IReadOnlyList{IReadOnlyList{LaunchedRun}}, IReadOnlyList{string},
    /// VerbContext)"/>
    public bool Launch(string name, string root, IReadOnlyList<PlannedTask> plan, VerbContext context) =>
        Launch(
            name,
            root,
            plan.Count,
            Launches.Levels(root, plan),
            Launches.GatherLine(root, RunOrigin.Comparison),
            context
        );

    /// <summary>Hands over tasks.</summary>
    /// <param name="name">Of the comparison or sweep.</param>
    /// <param name="root">Its folder.</param>
    /// <param name="all">Tasks of the plan.</param>
    /// <param name="levels">Those that are left, by what they depend on.</param>
    /// <param name="gather">The arguments of the last job.</param>
    /// <param name="context">The verb's.</param>
    /// <returns>True where something was left.</returns>
    /// <exception cref="UserException">It was not taken.</exception>
    public bool Launch(
        string name,
        string root,
        int all,
        IReadOnlyList<IReadOnlyList<LaunchedRun>> levels,
        IReadOnlyList<string> gather,
        VerbContext context
    )
    {
        if (levels.Count == 0)
        {
            return false;
        }

        if (_part is null)
        {
            Print(levels, gather, context);
            return true;
        }

        foreach (var run in levels.SelectMany(static level => level))
        {
            new TaskHistory(root, run.Name).Add(TaskEventKind.HandedOver);
        }

        var jobs = _part.Launch(
            new RunLaunch
            {
                Name = name,
                Folder = root,
                Program = Launches.Program,
                Levels = levels,
                Gather = [.. gather, Launches.Retry],
                Log = context.Log,
                Cancellation = context.Cancellation,
            }
        );
        int[] numbers = [.. levels.SelectMany(static level => level).Select(static run => run.Index)];
        new LaunchRecord(_kind, jobs, numbers).Write(root);
        context.Log.Information(
            "{Launcher} has {Runs} of {All} runs as {Jobs}. '{Status}' shows how far they are",
            _kind,
            numbers.Length,
            all,
            string.Join(", ", jobs),
            Shell.Command("status", root)
        );
        return true;
    }

    public void Dispose() => _parts?.Dispose();

    private static void Print(
        IReadOnlyList<IReadOnlyList<LaunchedRun>> levels,
        IReadOnlyList<string> gather,
        VerbContext context
    )
    {
        var output = context.Terminal.Output;
        foreach (var (number, level) in levels.Index())
        {
            output.WriteLine(
                number == 0
                    ? "# These in any order, side by side:"
                    : "# Each of these after the one that it begins with:"
            );
            foreach (var run in level)
            {
                output.WriteLine(Line(run.Arguments));
            }
        }

        output.WriteLine("# Tables and report, at any time:");
        output.WriteLine(Line(gather));
    }

    private static string Line(IReadOnlyList<string> arguments) =>
        string.Join(' ', Launches.Program.Concat(arguments).Select(Shell.Quoted));
}
