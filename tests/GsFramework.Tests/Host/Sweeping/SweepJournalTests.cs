using FsCheck.Xunit;
using GsFramework.Core.Configuration;
using GsFramework.Core.Data;
using GsFramework.Core.Options;
using GsFramework.Host.Sweeping;
using Serilog.Core;

namespace GsFramework.Tests.Host.Sweeping;

/// <summary>Tasks that search side by side, without a network.</summary>
public sealed class SweepJournalTests
{
    [Property(MaxTest = 30)]
    public void Tasks_in_any_order_that_are_killed_and_started_again_take_every_way_once_and_end(
        int seed,
        byte trials,
        byte reduction
    )
    {
        using var folder = new Folder();
        var count = 1 + (trials % 12);
        var problem = Problem(count, 2 + (reduction % 3));
        var journal = new SweepJournal(folder.Path, problem, Logger.None, default);
        var random = new CounterRandom(Math.Abs((long)seed), 7);
        var (waiting, working) = (Enumerable.Range(0, count).ToList(), new Dictionary<int, SweepWork>());
        for (var steps = 0; waiting.Count + working.Count > 0; steps++)
        {
            Assert.True(steps < 1000);
            var fate = random.Below(4);
            if (working.Count > 0 && fate == 0)
            {
                // Killed, and put into the queue again.
                var task = working.Keys.ElementAt(random.Below(working.Count));
                working.Remove(task);
                waiting.Add(task);
            }
            else if (working.Count > 0 && fate < 3)
            {
                var (task, work) = working.ElementAt(random.Below(working.Count));
                journal.End(work, Ended(work));
                working.Remove(task);
                Take(task);
            }
            else if (waiting.Count > 0)
            {
                var task = waiting[random.Below(waiting.Count)];
                waiting.Remove(task);
                Take(task);
            }
        }

        Assert.Empty(journal.Left());
        var all = SweptTrial.ReadAll(folder.Path);
        Assert.Equal(Enumerable.Range(0, count), all.Select(static trial => trial.Number));
        Assert.All(all, static trial =>
        {
            Assert.All(trial.Ways, static way => Assert.True(way.IsOver));
            Assert.Equal(Enumerable.Range(0, trial.Ways.Count), trial.Ways.Select(static way => way.Rung));
        });
        Assert.Contains(all, trial => problem.IsLast(trial.Last.Rung) && trial.Last.Goals is not null);

        void Take(int task)
        {
            if (journal.Next(task, static (_, trial) => trial) is { } work)
            {
                Assert.DoesNotContain(working.Values, other => other.Trial.Number == work.Trial.Number);
                working.Add(task, work);
            }
        }
    }

    [Fact]
    public void What_a_task_did_not_end_is_its_first_work_and_no_other_takes_it()
    {
        using var folder = new Folder();
        var journal = new SweepJournal(folder.Path, Problem(3, 2), Logger.None, default);
        var first = journal.Next(0, static (_, trial) => trial)!;
        var second = journal.Next(1, static (_, trial) => trial)!;
        var again = journal.Next(0, static (_, trial) => trial)!;

        Assert.Equal((0, 1, 0), (first.Trial.Number, second.Trial.Number, again.Trial.Number));
        Assert.Equal(first.Trial.Values, again.Trial.Values);
        Assert.Equal([0, 1, 2], journal.Left().Order());
    }

    [Fact]
    public void A_trial_that_failed_is_tried_again_only_when_a_user_asks_and_its_values_go_together()
    {
        using var folder = new Folder();
        var journal = new SweepJournal(folder.Path, Problem(2, 2), Logger.None, default);
        var failed = journal.Next(0, static (_, trial) => trial with { Configuration = [], Sha256 = "" })!;
        journal.End(failed, failed.Way with { Failure = "the disk was full" });
        var wrong = journal.Next(1, static (_, trial) => trial)!;
        journal.End(wrong, wrong.Way with { Failure = "they do not go together" });

        Assert.Empty(journal.Left());
        journal.Reopen();
        Assert.Equal([0], journal.Left());
    }

    [Fact]
    public void A_goal_that_one_trial_does_not_have_ends_the_tasks_of_the_others_until_a_user_asks()
    {
        using var folder = new Folder();
        var journal = new SweepJournal(folder.Path, Problem(3, 2), Logger.None, default);
        var work = journal.Next(0, static (_, trial) => trial with { Configuration = [], Sha256 = "" })!;
        journal.End(work, work.Way with { Failure = "there is no l1-teacher", LacksGoal = true });

        var fault = Assert.Throws<UserException>(() => journal.Next(1, static (_, trial) => trial));
        Assert.Equal("there is no l1-teacher", fault.Message);
        journal.Reopen();
        Assert.Equal(0, journal.Next(0, static (_, trial) => trial)!.Trial.Number);
    }

    [Fact]
    public void The_end_of_a_way_that_another_process_has_ended_already_changes_nothing()
    {
        using var folder = new Folder();
        var journal = new SweepJournal(folder.Path, Problem(1, 2), Logger.None, default);
        var first = journal.Next(0, static (_, trial) => trial)!;
        var twin = journal.Next(0, static (_, trial) => trial)!;
        journal.End(first, Ended(first));
        var next = journal.Next(0, static (_, trial) => trial)!;

        journal.End(twin, twin.Way with { Goals = [new GoalValue("l1-teacher", 100)] });

        var trial = Assert.Single(SweptTrial.ReadAll(folder.Path));
        Assert.Equal([0, 1], trial.Ways.Select(static way => way.Rung));
        Assert.Equal((1, 5), (next.Way.Rung, trial.Ways[0].Goals![0].Value));
        Assert.True(trial.IsOpen);
    }

    [Fact]
    public void A_cost_below_zero_is_read_back()
    {
        using var folder = new Folder();
        var journal = new SweepJournal(folder.Path, Problem(1, 2), Logger.None, default);
        var work = journal.Next(0, static (_, trial) => trial)!;
        journal.End(work, work.Way with { Goals = [new GoalValue("kid-mobilenetv2-teacher", -0.01)] });

        Assert.Equal(-0.01, SweptTrial.ReadAll(folder.Path)[0].Last.Goals![0].Value);
    }

    [Fact]
    public void A_damaged_file_is_named()
    {
        using var folder = new Folder();
        var journal = new SweepJournal(folder.Path, Problem(1, 2), Logger.None, default);
        journal.Next(0, static (_, trial) => trial);
        File.WriteAllText(folder["trials", "trial-0000.json"], "{ \"number\": 0 ");

        var fault = Assert.Throws<UserException>(() => journal.Left());
        Assert.Contains("trial-0000.json", fault.Message, StringComparison.Ordinal);
    }

    // Every third fails; the others cost what their number says.
    private static TrialWay Ended(SweepWork work) =>
        work.Trial.Number % 3 == 2
            ? work.Way with { Failure = "it is a third one" }
            : work.Way with { Goals = [new GoalValue("l1-teacher", Math.Abs(5 - work.Trial.Number))] };

    private static SweepProblem Problem(int count, int reduction) =>
        SweepProblem.Of(
            new RunOptions
            {
                Training = new TrainingOptions { Budget = new BudgetOptions { Updates = 27 } },
                Sweep = new SweepOptions
                {
                    Keys = new Dictionary<string, SweptKeyOptions>
                    {
                        ["objective.gan.weight"] = new()
                        {
                            Values = [.. Enumerable.Range(0, count).Select(static value => new OptionWord($"{value}"))],
                        },
                    },
                    Halving = new HalvingOptions { Minimum = 3, Reduction = reduction },
                },
            }
        );
}
