using GsFramework.Host.Launching;

namespace GsFramework.Tests.Host.Launching;

/// <summary>When a run of a plan is started again by itself, and when it is given up.</summary>
public sealed class TaskHistoryTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private TaskHistory History => new(_folder.Path, "run");

    private string File => _folder["tasks", "run.jsonl"];

    [Fact]
    public void A_run_without_a_history_may_be_started() => Assert.Null(History.GivenUp());

    [Fact]
    public void Three_failures_are_one_too_many_and_the_last_reason_is_told()
    {
        foreach (var reason in new[] { "first", "second" })
        {
            History.Add(TaskEventKind.Started, rows: 0);
            History.Add(TaskEventKind.Failed, reason);
        }

        Assert.Null(History.GivenUp());
        History.Add(TaskEventKind.NotStarted, "third");

        Assert.Equal("it has failed 3 times, the last time because: third", History.GivenUp());
    }

    [Fact]
    public void What_was_before_a_user_asked_again_counts_no_more()
    {
        for (var i = 0; i < 5; i++)
        {
            History.Add(TaskEventKind.Failed, "no");
        }

        History.Add(TaskEventKind.Asked);
        History.Add(TaskEventKind.Failed, "no");

        Assert.Null(History.GivenUp());
    }

    [Fact]
    public void Interruptions_and_kills_do_not_count_while_the_run_gets_further()
    {
        for (var rows = 0; rows < 40; rows++)
        {
            History.Add(TaskEventKind.Started, rows: rows);
            if (rows % 2 == 0)
            {
                History.Add(TaskEventKind.Interrupted, rows: rows + 1);
            }
        }

        Assert.Null(History.GivenUp());
    }

    [Fact]
    public void A_run_that_never_gets_further_is_given_up_after_ten_starts()
    {
        History.Add(TaskEventKind.Started, rows: 3);
        for (var i = 1; i < TaskHistory.MostStalls; i++)
        {
            History.Add(TaskEventKind.Started, rows: 7);
        }

        Assert.Null(History.GivenUp());
        History.Add(TaskEventKind.Started, rows: 7);

        Assert.Contains("it was started 10 times", History.GivenUp(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"kind\":\"fai")]
    [InlineData("{\"kind\":\"nothing\",\"at\":\"2026-01-01T00:00:00Z\"}\n")]
    [InlineData("\0\0\0\0")]
    [InlineData("null\n")]
    [InlineData("\n\n")]
    public void What_a_killed_process_or_a_full_disk_left_spoils_no_later_line(string remains)
    {
        History.Add(TaskEventKind.Started, rows: 1);
        System.IO.File.AppendAllText(File, remains);
        History.Add(TaskEventKind.Failed, "real");

        Assert.Equal(
            [TaskEventKind.Started, TaskEventKind.Failed],
            History.Read().Select(static entry => entry.Kind)
        );
    }

    [Fact]
    public void A_line_names_the_machine()
    {
        History.Add(TaskEventKind.Started, rows: 1);

        var entry = Assert.Single(History.Read());
        Assert.Equal((Environment.MachineName, 1), (entry.Host, entry.Rows));
    }
}
