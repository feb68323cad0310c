using GsFramework.Host.Runs;

namespace GsFramework.Campaign.Runs;

/// <summary>Brings a disturbed compression to its end, as the messages of the program say.</summary>
internal static class DisturbedRun
{
    private const int MostDisturbances = 4;

    /// <summary>Runs it, and disturbs it again and again.</summary>
    /// <param name="setting">What all kinds share.</param>
    /// <param name="trial">The trial.</param>
    /// <param name="disturb">Disturbs a process that was just begun; false to leave it alone.</param>
    /// <param name="allowed">The exit codes of a process that was disturbed.</param>
    public static void ToTheEnd(Setting setting, Trial trial, Func<Gs, bool> disturb, params int[] allowed)
    {
        var line = setting.Compress(trial.Out);
        for (var left = MostDisturbances; ; left--)
        {
            using var gs = Gs.Start(line);
            var isDisturbed = left > 0 && (left == MostDisturbances || trial.Random.OneIn(2)) && disturb(gs);
            var end = gs.End();
            if (end.Code == 0)
            {
                trial.Accepted++;
                trial.Compare(Comparing.Runs(setting.Project.Whole, trial.Out));
                return;
            }

            if (isDisturbed && allowed.Contains(end.Code))
            {
                line = NextLine(setting, trial);
            }
            else if (end.Code == 2 && line[0] == "resume" && !HasBegun(trial))
            {
                // The run never began.
                trial.Refused++;
                line = setting.Compress(trial.Out);
            }
            else
            {
                _ = trial.Ended(string.Join(' ', line[0], "after a disturbance"), end, 0);
                return;
            }
        }
    }

    /// <summary>Brings it to its end without further disturbance.</summary>
    public static void Finish(Setting setting, Trial trial)
    {
        foreach (var line in new[] { NextLine(setting, trial), setting.Compress(trial.Out) })
        {
            var end = Gs.Run(line);
            if (end.Code == 2 && line[0] == "resume" && !HasBegun(trial))
            {
                trial.Refused++;
                continue;
            }

            if (trial.Ended($"{line[0]} after a disturbance", end, 0))
            {
                trial.Compare(Comparing.Runs(setting.Project.Whole, trial.Out));
            }

            return;
        }
    }

    /// <summary>Waits until a run has begun, or its process has ended.</summary>
    public static void AwaitBeginning(Gs gs, Trial trial)
    {
        while (!HasBegun(trial) && !gs.WaitFor(TimeSpan.FromMilliseconds(20)))
        {
            // Not yet.
        }
    }

    /// <summary>A random part of a time.</summary>
    public static TimeSpan Moment(Trial trial, TimeSpan of) => trial.Random.NextDouble() * of;

    private static string[] NextLine(Setting setting, Trial trial) =>
        Directory.Exists(trial.Out) ? ["resume", trial.Out] : setting.Compress(trial.Out);

    private static bool HasBegun(Trial trial) => File.Exists(new RunDirectory(trial.Out).ResolvedConfiguration);
}
