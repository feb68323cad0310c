using System.Diagnostics;
using GsFramework.Launching;
using GsFramework.Testing.Kit;
using Xunit;

namespace GsFramework.Testing;

/// <summary>
/// The rules for what hands runs to a scheduler. No scheduler is needed: put programs with the names of the
/// scheduler's own first in the search path, or give the launcher another address, and let <see cref="Work"/> carry out
/// what they were given. Runs are tiny shell scripts that note with which words they were started.
/// </summary>
/// <typeparam name="TModule">The plugin's module.</typeparam>
public abstract partial class LauncherConformance<TModule> : PartConformance<TModule, IRunLauncher>
    where TModule : Autofac.Module, new()
{
    /// <summary>Has the stand-in for the scheduler carry out all that is in its queue, in an order that the scheduler
    /// might take, and return when nothing is left. Nothing where the launcher starts processes itself.</summary>
    protected virtual void Work() { }

    /// <summary>Has the stand-in refuse what is submitted to it after some further submissions.</summary>
    /// <param name="taken">How many it still takes.</param>
    /// <returns>False where it cannot, so that the rule is not judged.</returns>
    protected virtual bool Refuse(int taken) => false;

    /// <summary>JSON objects that the binder takes and the scheduler would not, such as a partition that does not
    /// exist: <c>Check</c> must refuse them.</summary>
    protected virtual IReadOnlyList<string> RefusedOptions => [];

    /// <summary>How long the kit waits for what the launcher has started.</summary>
    protected virtual TimeSpan Patience => TimeSpan.FromSeconds(30);

    private protected override (string Fact, Action<Rule> Check)? Basic =>
        (nameof(Every_run_is_carried_out_once_with_its_own_words), CheckCalls);

    /// <summary>Each run of a launch is started once, with the program's words and its own, to the letter.</summary>
    [Fact]
    public void Every_run_is_carried_out_once_with_its_own_words() => Rule();

    /// <summary>A run has a thread at least, whatever the options.</summary>
    [Fact]
    public void A_run_gets_a_thread_at_least()
    {
        var rule = PartRule();
        var launcher = Create(rule);
        var threads = rule.Run(() => launcher.Threads, "Threads");
        rule.Require(threads >= 1, $"Threads is {threads}.", "Return the processors of a run, at least 1.");
        rule.Run(() => launcher.HasEqualProcessors, "HasEqualProcessors");
    }

    /// <summary>Check takes what the scheduler takes, as often as it is asked, and the runs are carried out after it as
    /// without it.</summary>
    [Fact]
    public void Its_check_takes_what_the_scheduler_takes()
    {
        var rule = Rule();
        using var bench = new LaunchBench();
        bench.Open();
        var launcher = Create(rule);
        rule.Run(launcher.Check, "Check", "Give Options with which the stand-in takes runs.");
        rule.Run(launcher.Check, "Check, called twice,");
        Launch(rule, launcher, bench);
        Finish(rule, bench, () => Missing(bench).Length == 0);
        CheckCalls(rule, bench, bench.Levels);
    }

    /// <summary>What the scheduler would refuse is refused by Check, with a message for the user.</summary>
    [Fact]
    public void Its_check_refuses_what_the_scheduler_would_refuse()
    {
        var rule = Rule();
        foreach (var wrong in RefusedOptions)
        {
            var (options, faults) = Bench(rule).Bind(Part(rule), wrong);
            rule.Require(
                faults.Count == 0,
                $"the binder itself refuses {wrong}: {string.Join("; ", faults)}.",
                "That is better still: name these options in WrongOptions."
            );
            var launcher = Create(rule, options);
            try
            {
                launcher.Check();
            }
            catch (UserException fault) when (fault.Message.Length > 0)
            {
                continue;
            }
            catch (Exception fault)
            {
                throw rule.Broken(
                    $"with {wrong} Check threw {fault.GetType().Name}: {fault.Message}",
                    "Throw a UserException that says what is wrong and what to do.",
                    fault
                );
            }

            throw rule.Broken(
                $"Check takes {wrong}.",
                "Ask the scheduler before anything is written, and throw a UserException with what it says."
            );
        }
    }

    /// <summary>Files of the launcher are in the folder of its key; those of the runs are as before.</summary>
    [Fact]
    public void It_writes_only_into_the_folder_of_its_key()
    {
        var rule = Rule();
        using var bench = new LaunchBench();
        bench.Open();
        var before = bench.Files();
        Launch(rule, Create(rule), bench);
        Finish(rule, bench, () => Missing(bench).Length == 0);
        var after = bench.Files();
        var changed = after
            .Where(file => before.GetValueOrDefault(file.Key) != file.Value)
            .Select(static file => file.Key)
            .Concat(before.Keys.Except(after.Keys))
            .Where(file => !file.StartsWith($"{Key}/", StringComparison.Ordinal))
            .ToArray();
        rule.Require(
            changed.Length == 0,
            $"'{string.Join("', '", changed)}' in the folder of the runs was written or removed.",
            $"Keep scripts and logs in Path.Combine(launch.Folder, \"{Key}\")."
        );
    }

    private void CheckCalls(Rule rule)
    {
        using var bench = new LaunchBench();
        bench.Open();
        Launch(rule, Create(rule), bench);
        Finish(rule, bench, () => Missing(bench).Length == 0);
        CheckCalls(rule, bench, bench.Levels);
    }

    private static void CheckCalls(
        Rule rule,
        LaunchBench bench,
        IReadOnlyList<IReadOnlyList<LaunchedRun>> levels,
        int times = 1
    )
    {
        var calls = bench.Calls;
        LaunchedRun[] runs = [.. levels.SelectMany(static level => level)];
        foreach (var call in calls.Where(call => !call.Words.SequenceEqual(bench.Gather)))
        {
            rule.Require(
                Runs(bench).Any(run => run.Arguments.SequenceEqual(call.Words)),
                $"the program was started with {Text(call.Words)}, which are the arguments of no run.",
                "Hand on launch.Program and the arguments of the run word by word; in a script, each in single quotes, "
                    + "with '\\'' for a quote within."
            );
        }

        foreach (var run in runs)
        {
            var started = calls.Count(call => call.Words.SequenceEqual(run.Arguments));
            rule.Require(
                started == times,
                $"{run.Name} was started {started} times, not {times}.",
                "Hand over each run of each level once. In a test with a stand-in for a scheduler, let Work() carry "
                    + "out all that is in its queue."
            );
        }
    }

    private static IReadOnlyList<string> Launch(
        Rule rule,
        IRunLauncher launcher,
        LaunchBench bench,
        IReadOnlyList<IReadOnlyList<LaunchedRun>>? levels = null
    ) => rule.Run(() => launcher.Launch(bench.Launch(levels)), "Launch");

    // Lets the stand-in work, and processes of the launcher's own come to their end.
    private void Finish(Rule rule, LaunchBench bench, Func<bool> isDone)
    {
        bench.Open();
        rule.Run(Work, "Work(), of the test itself,");
        Until(isDone);
    }

    private bool Until(Func<bool> isDone)
    {
        var clock = Stopwatch.StartNew();
        while (!isDone())
        {
            if (clock.Elapsed > Patience)
            {
                return false;
            }

            Thread.Sleep(10);
        }

        return true;
    }

    private static IEnumerable<LaunchedRun> Runs(LaunchBench bench) => bench.Levels.SelectMany(static level => level);

    // The runs that have not ended.
    private static LaunchedRun[] Missing(LaunchBench bench)
    {
        var calls = bench.Calls;
        return
        [
            .. Runs(bench)
                .Where(run => !calls.Any(call => call.Ended is not null && call.Words.SequenceEqual(run.Arguments))),
        ];
    }

    private static bool IsGathered(LaunchBench bench) =>
        bench.Calls.Any(call => call.Ended is not null && call.Words.SequenceEqual(bench.Gather));

    private static string Text(IEnumerable<string> words) =>
        string.Join(' ', words.Select(static word => $"[{word}]"));
}
