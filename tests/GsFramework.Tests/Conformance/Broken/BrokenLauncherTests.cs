using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Autofac;
using GsFramework.Launching;
using GsFramework.Parts;
using GsFramework.Testing;

namespace GsFramework.Tests.Conformance.Broken;

/// <summary>For each rule of launchers, one that breaks it.</summary>
public class BrokenLauncherTests
{
    [Theory]
    [InlineData("twice", "run-0 was started 2 times, not 1", "Every_run_is_carried_out_once_with_its_own_words")]
    [InlineData("lazy", "run-9 was started 0 times", "Every_run_is_carried_out_once_with_its_own_words")]
    [InlineData("careless", "the arguments of no run", "Every_run_is_carried_out_once_with_its_own_words")]
    [InlineData("idle", "Threads is 0", "A_run_gets_a_thread_at_least")]
    [InlineData("fussy", "Check, called twice, threw", "Its_check_takes_what_the_scheduler_takes")]
    [InlineData("trusting", "Check takes {", "Its_check_refuses_what_the_scheduler_would_refuse")]
    [InlineData("blunt", "Check threw InvalidOperation", "Its_check_refuses_what_the_scheduler_would_refuse")]
    [InlineData("waiting", "had not returned after 1 s", "It_does_not_wait_for_the_runs")]
    [InlineData("hasty", "had ended", "A_run_waits_for_the_one_that_it_begins_with")]
    [InlineData("early", "had not ended when", "The_results_are_gathered_when_all_runs_have_ended")]
    [InlineData("strict", "0 times where a run failed", "The_results_are_gathered_when_all_runs_have_ended")]
    [InlineData("silent", "was carried out 0 times.", "The_results_are_gathered_when_all_runs_have_ended")]
    [InlineData("forgetful", "knew none of them", "Its_jobs_are_unfinished_until_all_has_ended")]
    [InlineData("clinging", "when all has ended", "Its_jobs_are_unfinished_until_all_has_ended")]
    [InlineData("inventive", "which Launch had not returned", "Its_jobs_are_unfinished_until_all_has_ended")]
    [InlineData("once", "was started 1 times, not 2", "What_is_left_is_handed_over_again")]
    [InlineData("leaving", "were carried out all the same", "A_launch_that_is_refused_leaves_nothing_in_the_queue")]
    [InlineData("swearing", "Launch threw IOException", "A_launch_that_is_refused_leaves_nothing_in_the_queue")]
    [InlineData("deaf", "handed the runs over", "An_interrupted_launch_leaves_nothing_in_the_queue")]
    [InlineData("littering", "'launch.sh'", "It_writes_only_into_the_folder_of_its_key")]
    public void A_launcher_that_breaks_a_rule_is_told_which(string key, string found, params string[] facts) =>
        Facts.Fail(() => new Kit(key), found, facts);

    [Fact]
    public void One_that_keeps_all_of_them_passes() => Facts.Pass(static () => new Kit("right"));

    [Fact]
    public void One_that_starts_processes_itself_needs_no_stand_in() => Facts.Pass(static () => new ShellKit());

    [Fact]
    public void Options_that_the_binder_refuses_are_no_work_for_its_check()
    {
        using var kit = new Kit("right", """{ "partition": 3, "size": 1 }""");

        var fault = Assert.Throws<ConformanceException>(kit.Its_check_refuses_what_the_scheduler_would_refuse);

        Assert.Contains("WrongOptions", fault.Message, StringComparison.Ordinal);
    }

#pragma warning disable xUnit1000 // Not to be found by the runner: these are to fail.
    private sealed class Kit(string key, string refused = """{ "partition": "nosuch" }""") : LauncherConformance<Parts>
    {
        private readonly LaunchQueue _queue = LaunchQueue.New(key);

        protected override string Key => key;

        protected override IReadOnlyList<string> RefusedOptions => [refused];

        protected override TimeSpan Patience => TimeSpan.FromSeconds(1);

        protected override void Work() => _queue.Work();

        protected override bool Refuse(int taken)
        {
            _queue.Taken = taken;
            return true;
        }
    }

    private sealed class ShellKit : LauncherConformance<Parts>
    {
        protected override string Key => "shell";
    }
#pragma warning restore xUnit1000

    /// <summary>A launcher for each fault, named by its key.</summary>
    public sealed class Parts : Autofac.Module
    {
        protected override void Load(ContainerBuilder builder)
        {
            foreach (
                var key in (string[])
                    [
                        "right",
                        "twice",
                        "lazy",
                        "careless",
                        "idle",
                        "fussy",
                        "trusting",
                        "blunt",
                        "waiting",
                        "hasty",
                        "early",
                        "strict",
                        "silent",
                        "forgetful",
                        "clinging",
                        "inventive",
                        "once",
                        "leaving",
                        "swearing",
                        "deaf",
                        "littering",
                    ]
            )
            {
                builder
                    .RegisterType<QueueLauncher>()
                    .WithParameter("key", key)
                    .Keyed<IRunLauncher>(key)
                    .WithMetadata(
                        PartRegistration.MetadataKey,
                        new PartMetadata(
                            typeof(IRunLauncher),
                            key,
                            "a launcher of a test",
                            typeof(QueueOptions),
                            typeof(QueueLauncher)
                        )
                    );
            }

            builder.RegisterPart<IRunLauncher, ShellLauncher, NoOptions>("shell", "processes of this machine");
        }
    }

    /// <summary>What the queue is told.</summary>
    public sealed record QueueOptions
    {
        /// <summary>See its description.</summary>
        [Description("The partition; absent for the usual one.")]
        public string? Partition { get; init; }
    }

    private sealed class QueueLauncher(string key, QueueOptions options) : IRunLauncher
    {
        private int _checks;

        private LaunchQueue Queue => LaunchQueue.Of(key);

        public int Threads => key == "idle" ? 0 : 1;

        public bool HasEqualProcessors => true;

        public void Check()
        {
            if (key == "fussy" && ++_checks > 1)
            {
                throw new UserException("Not again.");
            }

            if (options.Partition == "nosuch" && key != "trusting")
            {
                throw key == "blunt"
                    ? new InvalidOperationException("No.")
                    : new UserException("There is no partition 'nosuch'.");
            }
        }

        public IReadOnlyList<string> Launch(RunLaunch launch)
        {
            var own = Path.Combine(launch.Folder, key);
            if (key == "once" && Directory.Exists(own))
            {
                return [];
            }

            Directory.CreateDirectory(own);
            File.WriteAllText(Path.Combine(key == "littering" ? launch.Folder : own, "launch.sh"), launch.Name);
            var jobs = new Dictionary<int, string>();
            try
            {
                foreach (var run in launch.Levels.SelectMany(static level => level))
                {
                    Submit(launch, run, jobs);
                }

                Gather(launch, jobs);
            }
            catch (Exception fault) when (fault is UserException or OperationCanceledException)
            {
                if (key != "leaving")
                {
                    Queue.Cancel([.. jobs.Values]);
                }

                throw key == "swearing" && fault is UserException ? new IOException("What?") : fault;
            }

            if (key == "waiting")
            {
                Queue.Work();
            }

            return [.. jobs.Values];
        }

        public IReadOnlyList<string> Unfinished(IReadOnlyList<string> jobs) =>
            key switch
            {
                "forgetful" => [],
                "clinging" => jobs,
                "inventive" when Queue.Waiting.Count > 0 => ["job-0"],
                _ => [.. Queue.Waiting.Where(jobs.Contains)],
            };

        private void Submit(RunLaunch launch, LaunchedRun run, Dictionary<int, string> jobs)
        {
            if (key != "deaf")
            {
                launch.Cancellation.ThrowIfCancellationRequested();
            }

            if (key == "lazy" && run.From is not null && run.Index == 9)
            {
                return;
            }

            var arguments =
                key == "careless" ? run.Arguments.SelectMany(static word => word.Split(' ')) : run.Arguments;
            string[] after = key != "hasty" && run.From is { } from ? [jobs[from]] : [];
            for (var time = key == "twice" && run.Index == 0 ? 2 : 1; time > 0; time--)
            {
                jobs[run.Index] = Queue.Submit([.. launch.Program, .. arguments], after, well: true);
            }
        }

        private void Gather(RunLaunch launch, Dictionary<int, string> jobs)
        {
            if (key != "silent")
            {
                jobs[-1] = Queue.Submit(
                    [.. launch.Program, .. launch.Gather],
                    key == "early" ? [] : [.. jobs.Values],
                    well: key == "strict"
                );
            }
        }
    }

    /// <summary>One script in the background, which waits after each level.</summary>
    public sealed class ShellLauncher : IRunLauncher
    {
        /// <inheritdoc/>
        public int Threads => 1;

        /// <inheritdoc/>
        public bool HasEqualProcessors => true;

        /// <inheritdoc/>
        public void Check() { }

        /// <inheritdoc/>
        public IReadOnlyList<string> Launch(RunLaunch launch)
        {
            launch.Cancellation.ThrowIfCancellationRequested();
            string Line(IEnumerable<string> words) =>
                string.Join(
                    ' ',
                    launch
                        .Program.Concat(words)
                        .Select(static word => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'")
                );
            var levels = launch.Levels.Select(level =>
                string.Concat(level.Select(run => $"{Line(run.Arguments)} &\n")) + "wait\n"
            );
            var process = Process.Start("/bin/sh", ["-c", string.Concat(levels) + Line(launch.Gather)]);
            return [process.Id.ToString(CultureInfo.InvariantCulture)];
        }

        /// <inheritdoc/>
        public IReadOnlyList<string> Unfinished(IReadOnlyList<string> jobs) =>
            [.. jobs.Where(static job => IsAlive(int.Parse(job, CultureInfo.InvariantCulture)))];

        private static bool IsAlive(int process)
        {
            try
            {
                using var found = Process.GetProcessById(process);
                return !found.HasExited;
            }
            catch (ArgumentException)
            {
                return false;
            }
        }
    }
}
