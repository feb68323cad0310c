using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Configuration;
using GsFramework.Host.Launching;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Commands;

/// <summary>The folder of a comparison or a sweep whose tables are to be written from what is there.</summary>
internal sealed class GatheredFolder : IDisposable
{
    private GatheredFolder() { }

    public required RunDirectory Directory { get; init; }

    /// <summary>Its plan.</summary>
    public required IReadOnlyList<PlannedTask> Tasks { get; init; }

    /// <summary>How it was begun.</summary>
    public required RunOrigin Origin { get; init; }

    /// <summary>The configuration that it was begun with.</summary>
    public required RunOptions Options { get; init; }

    public required PluginCatalog Catalog { get; init; }

    /// <summary>What hands over what is left.</summary>
    public required ChosenLauncher Launcher { get; init; }

    /// <summary>Opens it.</summary>
    /// <param name="arguments">The command line; its configuration is the folder.</param>
    /// <param name="isSought">Tells what a folder must have been begun as.</param>
    /// <param name="what">The same in words: a comparison.</param>
    /// <param name="context">The verb's.</param>
    /// <exception cref="UserException">The folder holds something else, or nothing.</exception>
    public static GatheredFolder Open(
        PlannedArguments arguments,
        Func<RunOrigin, bool> isSought,
        string what,
        VerbContext context
    )
    {
        var directory = new RunDirectory(arguments.Configuration.Config);
        var tasks = TaskPlan.Read(directory.Root);
        directory.CheckBegun();
        var origin =
            directory.State.Origin is { } found && isSought(found)
                ? found
                : throw new UserException($"'{directory.Root}' is no {what}. Give the folder of one.");
        var (options, catalog) = context.Load(
            arguments.Configuration with
            {
                Config = directory.ResolvedConfiguration,
                IsResolved = true,
                NeedsImages = false,
            }
        );
        var folder = new GatheredFolder
        {
            Directory = directory,
            Tasks = tasks,
            Origin = origin,
            Options = options,
            Catalog = catalog,
            Launcher = new ChosenLauncher(asked: null),
        };
        try
        {
            folder.Launcher.Threads(options, catalog, jobs: 1, context.Log);
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>True where others carry out what this folder's last launch has handed over. A job that gathers and was
    /// queued again after it had handed over leaves the rest to them.</summary>
    public bool IsAtWork(VerbContext context)
    {
        if (Launcher.OthersAtWork(Directory.Root) is not { Count: > 0 } others)
        {
            return false;
        }

        context.Log.Information("{Jobs} are at work already", string.Join(", ", others));
        return true;
    }

    public void Dispose()
    {
        Launcher.Dispose();
        Catalog.Dispose();
    }
}
