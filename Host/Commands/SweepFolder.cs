using System.Text.Json.Nodes;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Configuration;
using GsFramework.Host.Runs;
using GsFramework.Host.Runs.Locking;

namespace GsFramework.Host.Commands;

/// <summary>The directory of a sweep, new or to be continued: trials that are there must be of the same
/// sweep.</summary>
internal static class SweepFolder
{
    /// <summary>Makes the directory, or opens it to continue.</summary>
    /// <returns>What keeps other programs out until it is disposed.</returns>
    /// <exception cref="UserException">It holds something else, or a sweep that was begun in another way.</exception>
    public static RunLock Open(
        RunDirectory directory,
        RunOptions options,
        PluginCatalog catalog,
        bool acceptPlugins,
        VerbContext context
    )
    {
        if (BegunFolder.Create(directory, static origin => origin.IsSweep, "sweep", context) is { } created)
        {
            return created;
        }

        if (
            BegunConfiguration.Change(
                directory.ResolvedConfiguration,
                JsonNode.Parse(ResolvedConfiguration.ToJson(options))!.AsObject(),
                catalog,
                ["comparison", "plugins", "threads", "launcher"]
            ) is
            { } changed
        )
        {
            throw new UserException(
                $"The sweep in '{directory.Root}' was begun with another configuration: '{changed}' is not what it "
                    + "was. Give another folder with --out, or undo the change."
            );
        }

        if (!acceptPlugins && RunPluginLock.Changes(directory, catalog) is { Count: > 0 } changes)
        {
            throw new UserException(
                $"The sweep in '{directory.Root}' was begun with other plugins:\n{RunPluginLock.Lines(changes)}\nGive "
                    + "another folder with --out, put the old plugins back, or continue knowingly with "
                    + $"{RunPluginLock.Accept}."
            );
        }

        return directory.Hold(context.Log, context.Cancellation);
    }
}
