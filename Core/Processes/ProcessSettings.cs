namespace GsFramework.Core.Processes;

/// <summary>What a process that trains or measures sets before it computes anything. The program and whatever measures
/// it make this one call, so that what is measured is what users get.</summary>
internal static class ProcessSettings
{
    /// <summary>Sets it. To be called first; threads come with <c>Devices.Open</c>.</summary>
    public static void Apply() => NativeMemory.KeepFreed();
}
