namespace GsFramework.Host.Runs.Locking;

/// <summary>Another program holds a run directory.</summary>
/// <param name="directory">Which.</param>
/// <param name="holder">Who.</param>
internal sealed class RunHeldException(string directory, LockHolder holder)
    : UserException(
        $"Another program is at work in '{directory}': {holder}. Wait until it has ended, or give another folder."
    )
{
    /// <summary>Who holds it.</summary>
    public LockHolder Holder { get; } = holder;
}
