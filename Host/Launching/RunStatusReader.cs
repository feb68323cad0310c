using System.Globalization;
using System.Text.Json.Nodes;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Launching;

/// <summary>Tells from the folder how far each run of a plan is. Nothing is asked of a scheduler, and nothing is
/// written.</summary>
internal static class RunStatusReader
{
    private const string MacRatioColumn = "macRatio";

    /// <summary>The runs in the order of the plan.</summary>
    public static IReadOnlyList<RunStatus> Read(string root, IReadOnlyList<PlannedTask> plan) =>
        [.. plan.Select(task => Of(root, task))];

    private static RunStatus Of(string root, PlannedTask task)
    {
        var directory = task.RunIn(root);
        var history = new TaskHistory(root, task.Name);
        var events = history.Read();
        var last = events.LastOrDefault(static entry =>
            entry.Kind is not (TaskEventKind.Asked or TaskEventKind.HandedOver)
        );
        var status = new RunStatus(task.Name, RunActivity.Waiting)
        {
            Host = last?.Host,
            Job = last?.Job,
            Starts = events.Count(static entry => entry.Kind == TaskEventKind.Started),
        };
        if (RunDamage.Of(directory) is { } damage)
        {
            return status with { State = RunActivity.Failed, Reason = damage };
        }

        if (FinishedRun.Is(directory))
        {
            var result = RunResult.Read(directory);
            return status with { State = RunActivity.Finished, MacRatio = result.Macs.Ratio };
        }

        status = WithProgress(status, directory, task, events);
        return directory.IsHeld ? status with { State = RunActivity.Running }
            : history.GivenUp() is { } reason ? status with { State = RunActivity.Failed, Reason = reason }
            : status with { Reason = last?.Kind == TaskEventKind.Failed ? last.Reason : null };
    }

    // The last whole row of the table says where the run is; one that trains adds rows meanwhile.
    private static RunStatus WithProgress(
        RunStatus status,
        RunDirectory directory,
        PlannedTask task,
        IReadOnlyList<TaskEvent> events
    )
    {
        var lines = Lines(MetricsLog.In(directory.Root));
        if (lines.Length < 2)
        {
            return status;
        }

        var names = lines[0].Split(',');
        var row = lines
            .Skip(1)
            .Select(static line => line.Split(','))
            .LastOrDefault(cells => cells.Length == names.Length);
        if (row is not { Length: > 1 } || !int.TryParse(row[1], CultureInfo.InvariantCulture, out var step))
        {
            return status;
        }

        var (phase, done) = (row[0], step + 1);
        var steps = Steps(task.Configuration, phase, lines);
        return status with
        {
            Phase = phase,
            Step = done,
            Steps = steps,
            Loss = Value("lossG"),
            MacRatio = Ratio(),
            SecondsLeft = Left(directory, task, events, lines.Length - 1, phase, done, steps),
        };

        double? Value(string name) =>
            Array.IndexOf(names, name) is >= 0 and var at
            && double.TryParse(row[at], CultureInfo.InvariantCulture, out var value)
                ? value
                : null;

        // It is a column of slimming, and what fine-tuning trains has the last one.
        double? Ratio()
        {
            var at = Array.FindIndex(names, static name => name.EndsWith(MacRatioColumn, StringComparison.Ordinal));
            return at < 0
                ? null
                : lines
                    .Skip(1)
                    .Select(line => line.Split(','))
                    .Where(cells => cells.Length > at)
                    .Select(cells =>
                        double.TryParse(cells[at], CultureInfo.InvariantCulture, out var value) ? value : 0
                    )
                    .LastOrDefault(static value => value > 0) is > 0 and var found
                    ? found
                    : null;
        }
    }

    private static int? Steps(JsonObject configuration, string phase, string[] lines) =>
        phase == PhaseName.Slim ? SlimSteps(configuration)
        : phase == PhaseName.FineTune
            ? FineTuneSteps(
                configuration,
                lines.Count(static line => line.StartsWith($"{PhaseName.Slim},", StringComparison.Ordinal))
            )
        : null;

    private static int? SlimSteps(JsonObject configuration) => Steps(configuration["training"], "slim");

    // What slimming leaves of a budget is fine-tuning's.
    private static int? FineTuneSteps(JsonObject configuration, int slimmed)
    {
        var training = configuration["training"];
        return training?["budget"]?["updates"]?.GetValue<int>() is { } updates
            ? updates - slimmed
            : Steps(training, "fineTune");
    }

    private static int? Steps(JsonNode? training, string section) =>
        training?["budget"]?["cpuSeconds"] is null ? training?[section]?["steps"]?.GetValue<int>() : null;

    // The pace is that since the last start: rows since then over the time since then, by the clocks of one machine.
    private static double? Left(
        RunDirectory directory,
        PlannedTask task,
        IReadOnlyList<TaskEvent> events,
        int rows,
        string phase,
        int done,
        int? steps
    )
    {
        var start = events.LastOrDefault(static entry => entry.Kind == TaskEventKind.Started);
        if (steps is null || start?.Rows is not { } before)
        {
            return null;
        }

        var made = rows - Math.Max(0, before - 1);
        var seconds = (File.GetLastWriteTimeUtc(MetricsLog.In(directory.Root)) - start.At).TotalSeconds;
        if (made < 2 || seconds <= 0)
        {
            return null;
        }

        var later = phase == PhaseName.Slim ? FineTuneSteps(task.Configuration, steps.Value) ?? 0 : 0;
        return seconds / made * (Math.Max(0, steps.Value - done) + later);
    }

    // What follows the last end of a line is half of a row.
    private static string[] Lines(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                return [];
            }

            using var file = new FileStream(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            using var reader = new StreamReader(file);
            var text = reader.ReadToEnd();
            return text[..(text.LastIndexOf('\n') + 1)]
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }
        catch (IOException)
        {
            return [];
        }
    }
}
