using System.Globalization;
using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using GsFramework.Host.Runs;
using GsFramework.Host.Teaching;

namespace GsFramework.Host.Verification;

/// <summary>What a run has left of itself: how it began, how far it came, and its numbers. Nothing is written
/// there.</summary>
internal sealed record RunRecord
{
    private RunRecord() { }

    public required RunDirectory Directory { get; init; }

    /// <summary>True for a run of <c>gs teacher</c>.</summary>
    public required bool IsTeacher { get; init; }

    /// <summary>How it began.</summary>
    public required RunOrigin Origin { get; init; }

    /// <summary>True when the run came to its end.</summary>
    public required bool IsFinished { get; init; }

    /// <summary>The rows of <c>metrics.csv</c>.</summary>
    public required IReadOnlyList<MetricsRow> Rows { get; init; }

    /// <summary>The content of <c>result.json</c>; null where a run leaves none, or has not yet.</summary>
    public required RunResult? Result { get; init; }

    /// <summary>The values with which the configuration took what it leaves to the machine.</summary>
    public required IReadOnlyList<string> Sets { get; init; }

    /// <summary>Reads the record.</summary>
    /// <exception cref="UserException">It is no run, or its record is damaged or not whole.</exception>
    public static RunRecord Read(string folder)
    {
        var directory = new RunDirectory(folder);
        directory.CheckBegun();
        var state = directory.State;
        if (!File.Exists(state.Path))
        {
            throw new UserException($"'{state.Path}' is missing. Restore it: it says how the run began.");
        }

        var origin = state.Origin
            ?? throw new UserException(
                $"'{state.Path}' has no note of how the run began. Restore it; without the note the run cannot be "
                    + $"replayed."
            );
        RefuseComparison(directory, origin);
        RefuseBusy(directory);
        _ = origin.Versions ?? throw Lacks(state, "run.versions");
        var machine = origin.Machine ?? throw Lacks(state, "run.machine");
        if (machine.Threads is not >= 1 and var threads)
        {
            throw RecordJson.Damaged(
                state.Path,
                $"at 'run.machine.threads', expected a whole number from 1, not "
                    + $"{threads?.ToString(CultureInfo.InvariantCulture) ?? "nothing"}."
            );
        }

        var isFinished = origin.IsTeacher ? state.Teacher is not null : File.Exists(directory.Result);
        var rows = MetricsRecord.Read(MetricsLog.In(directory.Root));
        if (rows.Count == 0 && !isFinished)
        {
            throw new UserException(
                $"'{directory.Root}' has no steps yet: there is nothing to compare. Continue with "
                    + $"'{Shell.Command("resume", directory.Root)}' first."
            );
        }

        RefuseIncomplete(directory, rows, isFinished);
        return new RunRecord
        {
            Directory = directory,
            IsTeacher = origin.IsTeacher,
            Origin = origin,
            IsFinished = isFinished,
            Rows = rows,
            Result = !origin.IsTeacher && isFinished ? RunResult.Read(directory) : null,

            // A machine that has gained a graphics card must not compute there what was computed on the processor.
            Sets = [$"threads={machine.Threads}", .. machine.Device == "cpu" ? ["device=cpu"] : Array.Empty<string>()],
        };
    }

    private static void RefuseComparison(RunDirectory directory, RunOrigin origin)
    {
        if (!origin.IsComparison)
        {
            return;
        }

        var runs = new DirectoryInfo(Path.Combine(directory.Root, "runs"));
        var names = runs.Exists
            ? runs.EnumerateDirectories().Select(static run => run.FullName).Order(StringComparer.Ordinal).ToArray()
            : [];
        throw new UserException(
            $"'{directory.Root}' is a comparison, and its runs are verified one by one. "
                + (
                    names.Length == 0
                        ? "It has none yet."
                        : $"Give one of them:\n{string.Join('\n', names.Select(static name => $"  {name}"))}"
                )
        );
    }

    // What is being written cannot be compared. Opened for reading: the lock of a run that was killed stays as it is.
    private static void RefuseBusy(RunDirectory directory)
    {
        if (directory.IsHeld)
        {
            var holder = directory.Holder is { } who ? $": {who}" : "";
            throw new UserException(
                $"Another program is at work in '{directory.Root}'{holder}. Wait until it has ended."
            );
        }
    }

    // What is missing would otherwise count as a difference, for which the machine would be blamed.
    private static void RefuseIncomplete(RunDirectory directory, IReadOnlyList<MetricsRow> rows, bool isFinished)
    {
        foreach (var phase in new[] { PhaseName.Slim, PhaseName.FineTune, PhaseName.Teacher })
        {
            var noted = (
                phase == PhaseName.Teacher ? directory.State.Teacher?.Steps : directory.State.Phase(phase)?.Steps
            ) ?? 0;
            var found = rows.Count(row => row.Phase == phase);
            if (noted > 0 && found != noted)
            {
                var path = MetricsLog.In(directory.Root);
                throw new UserException(
                    $"'{path}' {(File.Exists(path) ? "is damaged" : "is missing")}: it has {found} of the {noted} "
                        + $"steps of {phase} that state.json notes. "
                        + "Restore it; without it there is nothing to compare a replay with."
                );
            }
        }

        var missing = isFinished
            ? ModelFolder
                .Files.Select(file => Path.Combine(directory.Model, file))
                .FirstOrDefault(static path => !File.Exists(path))
            : null;
        if (missing is not null)
        {
            throw new UserException($"'{missing}' is missing, though the run has finished. Restore it.");
        }
    }

    private static UserException Lacks(RunState state, string key) =>
        RecordJson.Damaged(state.Path, $"it has no '{key}'.");
}
