namespace GsFramework.Host.Runs.Locking;

/// <summary>A run directory that this program held is no longer its own.</summary>
/// <param name="directory">Which.</param>
/// <param name="holder">Who holds it now; null where its lock was removed.</param>
internal sealed class RunLostException(string directory, LockHolder? holder)
    : UserException(
        (
            holder is null
                ? $"The lock of '{directory}' was removed, and another program may be at work there."
                : $"Another program has taken over '{directory}': {holder}."
        ) + " This one stops without writing there."
    );
