using GsFramework.Launching;
using GsFramework.Testing.Kit;
using Xunit;

namespace GsFramework.Testing;

/// <summary>What begins when, and what is left where not all goes well.</summary>
public abstract partial class LauncherConformance<TModule>
{
    /// <summary>Launch returns while the runs have not ended.</summary>
    [Fact]
    public void It_does_not_wait_for_the_runs() =>
        Stands(Rule(), nameof(It_does_not_wait_for_the_runs), CheckReturns);

    /// <summary>A run is begun when the one that it begins with has ended.</summary>
    [Fact]
    public void A_run_waits_for_the_one_that_it_begins_with()
    {
        var rule = Rule();
        using var bench = new LaunchBench();
        bench.Open();
        Launch(rule, Create(rule), bench);
        Finish(rule, bench, () => Missing(bench).Length == 0);
        var calls = bench.Calls;
        foreach (var run in Runs(bench).Where(static run => run.From is not null))
        {
            var first = Runs(bench).Single(other => other.Index == run.From);
            rule.Require(
                Of(first).Ended < Of(run).Begun,
                $"{run.Name} was begun before {first.Name}, with which it begins, had ended.",
                "Let the runs of a level wait for those of the levels before: schedulers call it a dependency. What "
                    + "the scheduler does in the order of submission today may come in another order tomorrow."
            );
        }

        LaunchedCall Of(LaunchedRun run) => calls.First(call => call.Words.SequenceEqual(run.Arguments));
    }

    /// <summary>The last command is carried out once, when all runs have ended, also where one has failed.</summary>
    [Fact]
    public void The_results_are_gathered_when_all_runs_have_ended()
    {
        var rule = Rule();
        foreach (var failing in new int?[] { null, 3 })
        {
            using var bench = new LaunchBench(failing);
            bench.Open();
            Launch(rule, Create(rule), bench);
            Finish(rule, bench, () => IsGathered(bench));
            var calls = bench.Calls;
            var gathered = calls.Where(call => call.Words.SequenceEqual(bench.Gather)).ToArray();
            var when = failing is null ? "" : " where a run failed";
            rule.Require(
                gathered.Length == 1,
                $"launch.Gather was carried out {gathered.Length} times{when}.",
                "Hand it over after the runs, to be begun when they have ended, however they ended: afterany, not "
                    + "afterok; ';', not '&&'."
            );
            var late = calls.Count(call => call != gathered[0] && !(call.Ended < gathered[0].Begun));
            rule.Require(
                late == 0,
                $"{late} runs had not ended when launch.Gather began{when}.",
                "Let it wait for all runs of all levels."
            );
            var left = bench
                .Levels[0]
                .Where(run => !calls.Any(call => call.Words.SequenceEqual(run.Arguments)))
                .Select(static run => run.Name)
                .ToArray();
            rule.Require(
                left.Length == 0,
                $"{string.Join(", ", left)} was not begun{when}, although it begins with no other.",
                "Let a run that fails cost only those that begin with it."
            );
        }
    }

    /// <summary>Of the names that Launch gave, some are unfinished until all has ended, and then none.</summary>
    [Fact]
    public void Its_jobs_are_unfinished_until_all_has_ended()
    {
        var rule = Rule();
        Stands(rule, nameof(It_does_not_wait_for_the_runs), CheckReturns);
        using var bench = new LaunchBench();
        var launcher = Create(rule);
        var jobs = Launch(rule, launcher, bench);
        var early = Unfinished();
        Finish(rule, bench, () => IsGathered(bench));
        rule.Require(
            early.Count > 0 || jobs.Count == 0,
            $"Launch returned {Text(jobs)}, and Unfinished knew none of them before a run had ended.",
            "Return the names by which the scheduler knows what waits or runs. Without them the same runs could be "
                + "handed over twice."
        );
        rule.Require(
            !early.Except(jobs).Any(),
            $"Unfinished names {Text(early.Except(jobs))}, which Launch had not returned.",
            "Return those of the given names that are in the queue, and no others."
        );
        rule.Require(
            Until(() => Unfinished().Count == 0),
            $"Unfinished still names {Text(Unfinished())} when all has ended.",
            "Leave out what has ended, and what the scheduler has forgotten; nothing of the comparison could be "
                + "handed over again."
        );

        IReadOnlyList<string> Unfinished() => rule.Run(() => launcher.Unfinished(jobs), "Unfinished");
    }

    /// <summary>A second launch in the same folder carries out what is left of the first.</summary>
    [Fact]
    public void What_is_left_is_handed_over_again()
    {
        var rule = Rule();
        using var bench = new LaunchBench();
        bench.Open();
        Launch(rule, Create(rule), bench);
        Finish(rule, bench, () => IsGathered(bench));
        IReadOnlyList<IReadOnlyList<LaunchedRun>> left =
        [
            [bench.Levels[0][2], bench.Levels[1][0] with { From = null }],
            [bench.Levels[2][0]],
        ];
        Launch(rule, Create(rule), bench, left);
        Finish(rule, bench, () => left.SelectMany(static level => level).All(run => Times(run) > 1));
        CheckCalls(rule, bench, left, times: 2);
        CheckCalls(rule, bench, [[bench.Levels[0][0], bench.Levels[1][1]]]);

        int Times(LaunchedRun run) =>
            bench.Calls.Count(call => call.Ended is not null && call.Words.SequenceEqual(run.Arguments));
    }

    /// <summary>Where the scheduler refuses a part of a launch, the user is told, and nothing of it is carried
    /// out.</summary>
    [Fact]
    public void A_launch_that_is_refused_leaves_nothing_in_the_queue()
    {
        const int Most = 8;
        var rule = Rule();
        for (var taken = 0; taken < Most && Refuse(taken); taken++)
        {
            using var bench = new LaunchBench();
            bench.Open();
            var launcher = Create(rule);
            try
            {
                launcher.Launch(bench.Launch());
                rule.Require(
                    taken > 0,
                    "Launch returned although the first submission was refused.",
                    "Look at what the scheduler answers, and throw a UserException with it."
                );
                return;
            }
            catch (UserException)
            {
                rule.Run(Work, "Work(), of the test itself,");
                rule.Require(
                    bench.Calls.Count == 0,
                    $"after {taken} submissions the next one was refused, and {bench.Calls.Count} runs were carried "
                        + "out all the same.",
                    "Cancel what was taken before the exception leaves Launch."
                );
            }
            catch (Exception fault) when (fault is not ConformanceException)
            {
                throw rule.Broken(
                    $"Launch threw {fault.GetType().Name}: {fault.Message}",
                    "Throw a UserException that says what the scheduler said, and what to do.",
                    fault
                );
            }
        }
    }

    /// <summary>When the user has interrupted, Launch ends with an OperationCanceledException, and nothing is carried
    /// out.</summary>
    [Fact]
    public void An_interrupted_launch_leaves_nothing_in_the_queue()
    {
        var rule = Rule();
        using var bench = new LaunchBench();
        bench.Open();
        var launcher = Create(rule);
        try
        {
            launcher.Launch(bench.Launch(cancellation: new CancellationToken(canceled: true)));
        }
        catch (OperationCanceledException)
        {
            rule.Run(Work, "Work(), of the test itself,");
            rule.Require(
                bench.Calls.Count == 0,
                $"{bench.Calls.Count} runs were carried out all the same.",
                "Cancel what was submitted before the exception leaves Launch."
            );
            return;
        }
        catch (Exception fault)
        {
            throw rule.Broken(
                $"Launch threw {fault.GetType().Name}: {fault.Message}",
                "Call launch.Cancellation.ThrowIfCancellationRequested() before each submission.",
                fault
            );
        }

        throw rule.Broken(
            "Launch handed the runs over.",
            "Call launch.Cancellation.ThrowIfCancellationRequested() before each submission."
        );
    }

    private void CheckReturns(Rule rule)
    {
        using var bench = new LaunchBench();
        var launcher = Create(rule);
        Exception? fault = null;
        var thread = new Thread(() =>
        {
            try
            {
                launcher.Launch(bench.Launch());
            }
            catch (Exception thrown)
            {
                fault = thrown;
            }
        })
        {
            IsBackground = true,
        };
        thread.Start();
        var returned = thread.Join(Patience);
        bench.Open();
        thread.Join(Patience);
        rule.Run(Work, "Work(), of the test itself,");
        rule.Run(() => fault is null ? true : throw fault, "Launch");
        rule.Require(
            returned,
            $"Launch had not returned after {Patience.TotalSeconds:F0} s, and no run had ended.",
            "Hand the runs over and return. The command that gave them may be interrupted, and its terminal closed."
        );
        Until(() => IsGathered(bench));
    }
}
