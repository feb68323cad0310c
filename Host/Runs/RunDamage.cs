namespace GsFramework.Host.Runs;

/// <summary>Tests whether the record of a run can be read.</summary>
internal static class RunDamage
{
    /// <summary>What is wrong with it, and what to do about it; null where nothing is, or the run has not
    /// begun.</summary>
    public static string? Of(RunDirectory directory)
    {
        if (!File.Exists(directory.ResolvedConfiguration))
        {
            return null;
        }

        try
        {
            _ = RecordedConfiguration.Read(directory);
            _ = directory.State.Origin;
            RunPluginLock.CheckReadable(directory);
            _ = FinishedRun.Is(directory);
            return null;
        }
        catch (UserException fault)
        {
            return fault.Message;
        }
    }
}
