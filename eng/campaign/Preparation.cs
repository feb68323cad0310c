using System.Diagnostics;
using GsFramework.Campaign.Runs;
using GsFramework.Core.Arithmetic;
using Serilog.Core;

namespace GsFramework.Campaign;

/// <summary>Makes what all kinds work with: a project, and a compression and a comparison that nothing
/// disturbs.</summary>
internal static class Preparation
{
    /// <summary>Makes it.</summary>
    /// <exception cref="UserException">A run fails, even undisturbed.</exception>
    public static void Make(Setting setting)
    {
        Devices.OpenCpu(threads: 1, Logger.None);
        setting.Project.Write();
        setting.CompressTime = Run(setting.Compress(setting.Project.Whole));
        setting.CompareTime = Run(setting.Compare(setting.Project.Compared));
    }

    private static TimeSpan Run(string[] line)
    {
        var start = Stopwatch.GetTimestamp();
        var end = Gs.Run(line);
        return end.Code == 0
            ? Stopwatch.GetElapsedTime(start)
            : throw new UserException($"gs {line[0]} fails without any disturbance: {end.Text}\n{end.Error}");
    }
}
