using GsFramework.Host.Runs;
using GsFramework.Host.Runs.Locking;

namespace GsFramework.Host.Commands;

/// <summary>The folder of a comparison or a sweep, new or begun before.</summary>
internal static class BegunFolder
{
    /// <summary>Makes the folder where it is new.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="isSought">Tells what a folder that is there must have been begun as.</param>
    /// <param name="what">The same in words: a comparison.</param>
    /// <param name="context">The verb's.</param>
    /// <returns>What keeps other programs out until it is disposed; null where such a folder was begun
    /// before.</returns>
    /// <exception cref="UserException">The folder holds something else.</exception>
    public static RunLock? Create(
        RunDirectory directory,
        Func<RunOrigin, bool> isSought,
        string what,
        VerbContext context
    )
    {
        if (!File.Exists(directory.ResolvedConfiguration))
        {
            directory.CheckFree();
            return directory.Create(["runs"], context.Log, context.Cancellation);
        }

        return directory.State.Origin is { } origin && isSought(origin)
            ? null
            : throw new UserException(
                $"'{directory.Root}' holds a run that is no {what}. Give another folder with --out."
            );
    }
}
