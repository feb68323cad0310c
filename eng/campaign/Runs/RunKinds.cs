using System.Text.RegularExpressions;
using GsFramework.Core.Processes;

namespace GsFramework.Campaign.Runs;

/// <summary>The trials with compressions: each ends with the bytes of a run that nothing disturbed.</summary>
internal static partial class RunKinds
{
    private static readonly string[] _damageable = ["checkpoints", "model"];

    /// <summary>All of them.</summary>
    public static IEnumerable<IKind> All(Setting setting) =>
        [
            new TrialKind("kill compress", setting, trial => Kill(setting, trial)),
            new TrialKind("terminate compress", setting, trial => Terminate(setting, trial)),
            new TrialKind("kill compare", setting, trial => KillComparison(setting, trial)),
            new TrialKind("disk full", setting, trial => DiskFull.Try(setting, trial)),
            new TrialKind("two processes", setting, trial => TwoProcesses(setting, trial)),
            new TrialKind("flipped byte", setting, trial => Flip(setting, trial)),
        ];

    // kill -9 gives a process no time for anything.
    private static void Kill(Setting setting, Trial trial) =>
        DisturbedRun.ToTheEnd(
            setting,
            trial,
            gs =>
            {
                if (!gs.WaitFor(DisturbedRun.Moment(trial, setting.CompressTime)))
                {
                    gs.Send(Gs.Killed);
                    trial.Kills++;
                }

                return true;
            },
            128 + Gs.Killed
        );

    // 143 is the code of a process that had no time yet to listen for the signal.
    private static void Terminate(Setting setting, Trial trial) =>
        DisturbedRun.ToTheEnd(
            setting,
            trial,
            gs =>
            {
                if (!gs.WaitFor(DisturbedRun.Moment(trial, setting.CompressTime)))
                {
                    gs.Send(Gs.Terminated);
                    trial.Kills++;
                }

                return true;
            },
            ExitCode.Interrupted,
            128 + Gs.Terminated
        );

    private static void KillComparison(Setting setting, Trial trial)
    {
        for (var left = 2; ; left--)
        {
            using var gs = Gs.Start(setting.Compare(trial.Out));
            if (left > 0 && !gs.WaitFor(DisturbedRun.Moment(trial, setting.CompareTime)))
            {
                gs.Send(Gs.Killed);
                trial.Kills++;
                _ = gs.End();

                // Its runs are processes of their own, which end with a checkpoint when it is gone.
                Thread.Sleep(TimeSpan.FromSeconds(3));
                continue;
            }

            if (trial.Ended("compare after kills", gs.End(), 0))
            {
                trial.Compare(Comparing.Comparisons(setting.Project.Compared, trial.Out));
            }

            return;
        }
    }

    // The first process is stopped while the others try, so that it certainly still has the directory.
    private static void TwoProcesses(Setting setting, Trial trial)
    {
        using var gs = Gs.Start(setting.Compress(trial.Out));
        DisturbedRun.AwaitBeginning(gs, trial);
        _ = gs.WaitFor(DisturbedRun.Moment(trial, setting.CompressTime / 2));
        gs.Send(Gs.Stopped);
        var isOver = gs.HasEnded || File.Exists(Path.Combine(trial.Out, "report.html"));
        string[][] lines =
        [
            ["resume", trial.Out],
            ["resume", trial.Out, "--from", "slim"],
            setting.Compress(trial.Out),
            ["verify", trial.Out],
            ["report", trial.Out, "--out", Path.Combine(trial.Folder, "report.html")],
        ];
        var others = lines
            .OrderBy(_ => trial.Random.Next())
            .Take(2)
            .Select(static line => (Line: line, Gs: Gs.Start(line)))
            .ToArray();
        foreach (var (line, other) in others)
        {
            using (other)
            {
                int[] allowed = isOver || line[0] == "report" ? [0, 2] : [2];
                _ = trial.Ended($"{line[0]} beside a run", other.End(), allowed);
            }
        }

        gs.Send(Gs.Continued);
        if (trial.Ended("the run beside others", gs.End(), 0))
        {
            trial.Compare(Comparing.Runs(setting.Project.Whole, trial.Out));
        }
    }

    // A file that a later phase no longer reads may be damaged without harm.
    private static void Flip(Setting setting, Trial trial)
    {
        using (var gs = Gs.Start(setting.Compress(trial.Out)))
        {
            DisturbedRun.AwaitBeginning(gs, trial);
            if (!gs.WaitFor(DisturbedRun.Moment(trial, setting.CompressTime)))
            {
                gs.Send(Gs.Terminated);
            }

            _ = gs.End();
        }

        string[] files =
        [
            .. _damageable
                .Select(name => Path.Combine(trial.Out, name))
                .Where(Directory.Exists)
                .SelectMany(static folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
                .Order(StringComparer.Ordinal),
        ];
        if (files.Length == 0)
        {
            DisturbedRun.Finish(setting, trial);
            return;
        }

        var file = trial.Random.Pick(files);
        var bytes = File.ReadAllBytes(file);
        bytes[trial.Random.Next(bytes.Length)] ^= (byte)(1 << trial.Random.Next(8));
        File.WriteAllBytes(file, bytes);
        var end = Gs.Run("resume", trial.Out);
        if (!trial.Ended($"resume with {Path.GetFileName(file)} damaged", end, 0, 2))
        {
            return;
        }

        if (end.Code == 2)
        {
            var from = From().Match(end.Error);
            if (!from.Success || !end.Error.Contains(Path.GetFileName(file), StringComparison.Ordinal))
            {
                trial.Add(
                    FaultKind.Unhandled,
                    $"{Path.GetFileName(file)} damaged, not named with a remedy: {end.Text}"
                );
                return;
            }

            if (!trial.Ended("resume --from", Gs.Run("resume", trial.Out, "--from", from.Groups[1].Value), 0))
            {
                return;
            }
        }

        trial.Compare([
            .. Comparing
                .Runs(setting.Project.Whole, trial.Out)
                .Where(name => end.Code == 2 || Path.Combine(trial.Out, name) != file),
        ]);
    }

    [GeneratedRegex("--from ([a-z]+)")]
    private static partial Regex From();
}
