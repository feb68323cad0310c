using GsFramework.Core.Configuration;
using GsFramework.Host.Comparison;
using GsFramework.Host.Runs;
using GsFramework.Host.Searching;

namespace GsFramework.Host.Sweeping;

/// <summary>Makes a <see cref="SweepResult"/> of the trials that have begun.</summary>
/// <param name="options">The base configuration.</param>
/// <param name="problem">The sweep.</param>
/// <param name="root">Its folder.</param>
/// <param name="started">How it began.</param>
internal sealed class SweepCollector(RunOptions options, SweepProblem problem, string root, RunOrigin started)
{
    /// <summary>Reads what is there.</summary>
    /// <exception cref="UserException">A file is damaged.</exception>
    public SweepResult Collect()
    {
        var trials = SweptTrial.ReadAll(root);
        var states = trials.ToDictionary(static trial => trial.Number, State);
        var finished = trials.Where(trial => states[trial.Number] == TrialState.Finished).ToArray();
        var runs = trials
            .Select(trial => (Name: SweptTrial.NameOf(trial.Number), Origin: Origin(trial)))
            .ToArray();
        var first = runs.Select(static run => run.Origin).FirstOrDefault(static origin => origin is not null);
        return new SweepResult
        {
            Name = options.Name,
            Command = started.CommandLine,
            Program = started.Program,
            CreatedAt = DateTimeOffset.UtcNow,
            Smoke = started.IsSmoke,
            Search = problem.Options.Search.ToString().ToLowerInvariant(),
            Seed = problem.Options.Seed,
            Planned = problem.Count,
            Keys = [.. problem.Space.Parameters.Select(Key)],
            Goals = [.. problem.Goals.Select(static goal => new SweepGoal(goal.Name, goal.IsMinimized))],
            Rungs = problem.Rungs,
            Reduction = problem.Options.Halving?.Reduction,
            Updates = trials.Sum(static trial => (long)Updates(trial)),
            UpdatesOfAll = (long)problem.Count * problem.Updates,
            CpuSeconds = finished.Sum(trial => RunResult.Find(Directory(trial))?.CpuSeconds?.Total ?? 0),
            Best = finished
                .OrderBy(trial => problem.Costs(trial.Last)![0])
                .ThenBy(static trial => trial.Number)
                .Select(static trial => SweptTrial.NameOf(trial.Number))
                .FirstOrDefault(),
            Front = Front(finished),
            Trials =
            [
                .. finished
                    .Concat(trials.Except(finished))
                    .GroupBy(Reached)
                    .OrderByDescending(static rung => rung.Key)
                    .SelectMany(BestFirst)
                    .Select(trial => Result(trial, states[trial.Number])),
            ],
            Notes =
            [
                .. Notes(runs),
                .. trials
                    .Where(trial => trial.IsGone(root))
                    .Select(static trial =>
                        $"The folder of {SweptTrial.NameOf(trial.Number)} is not there; its numbers are those that "
                            + "were noted. The sweep's command makes it again."
                    ),
            ],
            Versions = first?.Versions ?? VersionsRecord.Now(),
            Machine = first?.Machine,
        };
    }

    private string[] Front(SweptTrial[] finished)
    {
        if (finished.Length == 0)
        {
            return [];
        }

        var costs = problem.Goals.Select((_, goal) => (Func<SweptTrial, double>)(trial =>
            problem.Costs(trial.Last)![goal]
        ));
        return [.. ParetoFront.Of(finished, [.. costs]).Select(static trial => SweptTrial.NameOf(trial.Number))];
    }

    // Trials compare at one rung only; those that came further are before the others.
    private IEnumerable<SweptTrial> BestFirst(IGrouping<int, SweptTrial> rung) =>
        rung.Key < 0
            ? rung.OrderBy(static trial => trial.Number)
            : GoalOrder.BestFirst(
                rung,
                trial => problem.Costs(Known(trial)!)!,
                static trial => trial.Number
            );

    private static int Reached(SweptTrial trial) => Known(trial)?.Rung ?? -1;

    private static TrialWay? Known(SweptTrial trial) =>
        trial.Ways.LastOrDefault(static way => way.Goals is not null);

    private static int Updates(SweptTrial trial) => Known(trial) is { } way ? way.Ended ?? way.Updates : 0;

    private TrialState State(SweptTrial trial) =>
        trial.Last switch
        {
            { Failure: not null } => TrialState.Failed,
            { Goals: null } => TrialState.Running,
            { Rung: var rung } => problem.IsLast(rung) ? TrialState.Finished : TrialState.Stopped,
        };

    private TrialResult Result(SweptTrial trial, TrialState state)
    {
        var directory = Directory(trial);
        return new TrialResult(trial.Number, SweptTrial.NameOf(trial.Number), state, Updates(trial))
        {
            Values = trial.Values,
            Goals = Known(trial)?.Goals ?? [],
            Rungs =
            [
                .. trial
                    .Ways.Where(static way => way.Goals is not null)
                    .Select(static way => new RungResult(way.Ended ?? way.Updates, way.Goals!)),
            ],
            Directory = System.IO.Directory.Exists(directory.Root)
                ? Path.GetRelativePath(root, directory.Root).Replace('\\', '/')
                : null,
            Reason = trial.Last.Failure,
        };
    }

    // What a trial came to is in the journal; where its own folder is gone or damaged, that costs no more than a note.
    private RunOrigin? Origin(SweptTrial trial)
    {
        try
        {
            return Directory(trial).State.Origin;
        }
        catch (UserException)
        {
            return null;
        }
    }

    private RunDirectory Directory(SweptTrial trial) =>
        new(Path.Combine(root, "runs", SweptTrial.NameOf(trial.Number)));

    private static SweptKey Key(SearchParameter parameter)
    {
        var path = parameter.Key.Replace(':', '.');
        return parameter switch
        {
            ChoiceParameter choice => new SweptKey(path, IsLog: false) { Values = choice.Values },
            RangeParameter range => new SweptKey(path, range.IsLog) { From = range.From, To = range.To },
            _ => throw new ArgumentException($"{parameter.GetType()} is unknown.", nameof(parameter)),
        };
    }

    private static IEnumerable<string> Notes(IReadOnlyList<(string Name, RunOrigin? Origin)> runs)
    {
        var unequal = UnequalTerm.Of([
            .. runs.Select(static run =>
                (run.Name, ComputedOn.Of(run.Origin), run.Origin?.Versions?.Framework)
            ),
        ]);
        return unequal
            .Select(static term => term.Words)
            .Concat(
                unequal.Any(static term => term.ChangesTimes)
                    ? ["Goals that are times cannot be compared between them, and no number to its last bit."]
                    : []
            );
    }
}
