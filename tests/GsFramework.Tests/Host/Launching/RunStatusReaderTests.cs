using System.Text.Json.Nodes;
using GsFramework.Core.Interchange;
using GsFramework.Host.Launching;
using GsFramework.Host.Runs;
using GsFramework.Tests.Host.Runs;

namespace GsFramework.Tests.Host.Launching;

/// <summary>How far a run is, by the files that it has.</summary>
public sealed class RunStatusReaderTests : IDisposable
{
    private const string Name = "run";
    private const string Header = "phase,step,lossG,channel-pruning.macRatio\n";

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Run => _folder["runs", Name];

    private TaskHistory History => new(_folder.Path, Name);

    [Fact]
    public void A_run_without_a_folder_waits()
    {
        var status = Status();

        Assert.Equal(new RunStatus(Name, RunActivity.Waiting), status);
    }

    [Fact]
    public void One_that_was_asked_for_and_handed_over_waits_and_no_machine_has_had_it()
    {
        History.Add(TaskEventKind.Asked);
        History.Add(TaskEventKind.HandedOver);

        Assert.Equal(new RunStatus(Name, RunActivity.Waiting), Status());
    }

    [Fact]
    public void One_whose_folder_a_process_holds_is_running_and_waits_when_that_has_ended()
    {
        Metrics($"{Header}slim,0,0.5,1\nslim,1,0.25,1.5\n");
        History.Add(TaskEventKind.Started, rows: 0);

        RunStatus running;
        using (new RunDirectory(Run).Hold())
        {
            running = Status();
        }

        Assert.Equal(RunActivity.Running, running.State);
        Assert.Equal((Environment.MachineName, 1), (running.Host, running.Starts));
        Assert.Equal(("slim", 2, 4), (running.Phase, running.Step, running.Steps));
        Assert.Equal((0.25, 1.5), (running.Loss, running.MacRatio));
        Assert.Equal(running with { State = RunActivity.Waiting }, Status());
    }

    [Fact]
    public void A_finished_run_has_the_ratio_of_its_result_whatever_its_history_says()
    {
        Finish(TinyResult.Of(ratio: 4));
        History.Add(TaskEventKind.Failed, "an old fault");

        var status = Status();

        Assert.Equal((RunActivity.Finished, 4), (status.State, status.MacRatio));
        Assert.Null(status.Reason);
    }

    [Fact]
    public void A_result_without_its_page_is_not_the_end()
    {
        Finish(TinyResult.Of());
        File.Delete(new RunDirectory(Run).Report);

        Assert.Equal(RunActivity.Waiting, Status().State);
    }

    [Fact]
    public void A_failure_is_told_while_the_run_may_be_started_again_and_forgotten_when_it_is()
    {
        History.Add(TaskEventKind.Started, rows: 0);
        History.Add(TaskEventKind.Failed, "the disk is full");
        var failed = Status();
        History.Add(TaskEventKind.Started, rows: 0);

        Assert.Equal((RunActivity.Waiting, "the disk is full"), (failed.State, failed.Reason));
        Assert.Equal((RunActivity.Waiting, 2), (Status().State, Status().Starts));
        Assert.Null(Status().Reason);
    }

    [Fact]
    public void A_run_that_is_given_up_has_failed_until_a_user_asks_for_it()
    {
        for (var i = 0; i < TaskHistory.MostFailures; i++)
        {
            History.Add(TaskEventKind.Started, rows: 0);
            History.Add(TaskEventKind.Failed, $"fault {i}");
        }

        var status = Status();
        History.Add(TaskEventKind.Asked);

        Assert.Equal(RunActivity.Failed, status.State);
        Assert.Equal("it has failed 3 times, the last time because: fault 2", status.Reason);
        Assert.Equal(RunActivity.Waiting, Status().State);
    }

    [Theory]
    [InlineData("config.resolved.json", "{ \"name\": ")]
    [InlineData("result.json", "{ \"schemaVersion\": 1, \"name\": 3 }")]
    [InlineData("state.json", "[]")]
    [InlineData("plugins.lock.json", "")]
    public void A_damaged_file_is_named_and_the_run_has_failed(string file, string content)
    {
        Finish(TinyResult.Of());
        File.WriteAllText(Path.Combine(Run, file), content);

        var status = Status();

        Assert.Equal(RunActivity.Failed, status.State);
        Assert.Contains(file, status.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("slim", 1, """{ "slim": { "steps": 4 }, "fineTune": { "steps": 6 } }""", 4)]
    [InlineData("finetune", 1, """{ "slim": { "steps": 4 }, "fineTune": { "steps": 6 } }""", 6)]
    [InlineData("slim", 1, """{ "budget": { "updates": 9 }, "slim": { "steps": 4 } }""", 4)]
    [InlineData("finetune", 3, """{ "budget": { "updates": 9 }, "slim": { "steps": 4 } }""", 6)]
    [InlineData("slim", 1, """{ "budget": { "cpuSeconds": 60 }, "slim": { "steps": 4 } }""", null)]
    [InlineData("finetune", 1, """{ "budget": { "cpuSeconds": 60 }, "fineTune": { "steps": 6 } }""", null)]
    [InlineData("search", 1, """{ "slim": { "steps": 4 }, "fineTune": { "steps": 6 } }""", null)]
    [InlineData("slim", 1, "{}", null)]
    public void A_phase_has_the_updates_that_the_configuration_and_its_budget_leave(
        string phase,
        int slimmed,
        string training,
        int? steps
    )
    {
        var before = string.Concat(Enumerable.Range(0, slimmed).Select(static step => $"slim,{step},1,1\n"));
        Metrics($"{Header}{before}{phase},1,0.5,\n");

        var status = Status(training);

        Assert.Equal((phase, 2, steps), (status.Phase, status.Step, status.Steps));
    }

    [Theory]
    [InlineData("slim", 10, """{ "slim": { "steps": 20 }, "fineTune": { "steps": 30 } }""", 40)]
    [InlineData("finetune", 10, """{ "slim": { "steps": 0 }, "fineTune": { "steps": 30 } }""", 20)]
    [InlineData("slim", 10, """{ "budget": { "updates": 100 }, "slim": { "steps": 20 } }""", 90)]
    [InlineData("finetune", 30, """{ "slim": { "steps": 0 }, "fineTune": { "steps": 20 } }""", 0)]
    public void The_time_left_is_that_of_the_updates_left_at_the_pace_since_the_last_start(
        string phase,
        int rows,
        string training,
        int left
    )
    {
        History.Add(TaskEventKind.Started, rows: 0);
        Metrics(Header + Rows(phase, 0, rows));
        Written(rows * 3);

        Assert.Equal(left * 3.0, Status(training).SecondsLeft!.Value, 6);
    }

    [Fact]
    public void Rows_of_earlier_starts_do_not_make_the_pace()
    {
        History.Add(TaskEventKind.Started, rows: 0);
        History.Add(TaskEventKind.Started, rows: 11);
        Metrics(Header + Rows("slim", 0, 14));
        Written(8);

        Assert.Equal(2.0 * (20 - 14), Status("""{ "slim": { "steps": 20 } }""").SecondsLeft!.Value, 6);
    }

    [Theory]
    [InlineData(1, 8, "{ \"slim\": { \"steps\": 20 } }")]
    [InlineData(5, -60, "{ \"slim\": { \"steps\": 20 } }")]
    [InlineData(5, 8, "{ \"budget\": { \"cpuSeconds\": 60 }, \"slim\": { \"steps\": 20 } }")]
    public void Without_a_pace_or_an_end_there_is_no_time_left(int rows, int seconds, string training)
    {
        History.Add(TaskEventKind.Started, rows: 0);
        Metrics(Header + Rows("slim", 0, rows));
        Written(seconds);

        Assert.Null(Status(training).SecondsLeft);
    }

    [Theory]
    [InlineData("slim,2,0.1")]
    [InlineData("slim,2,0.1,1.7")]
    [InlineData("slim,2")]
    [InlineData("sl")]
    public void A_row_that_is_being_written_does_not_count(string half)
    {
        var whole = $"{Header}slim,0,0.5,1\nslim,1,0.25,1.5\n";
        Metrics(whole);
        var before = Status();
        Metrics(whole + half);

        Assert.Equal(("slim", 2, 0.25, 1.5), (before.Phase, before.Step, before.Loss, before.MacRatio));
        Assert.Equal(before, Status());
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("phase,step,lossG")]
    [InlineData("phase,step,lossG\n")]
    [InlineData("phase,step,lossG\nslim,0,1")]
    [InlineData("phase\nslim\n")]
    [InlineData("phase,step\nslim,soon\n")]
    [InlineData("\0\0\0\0\n\0\0\n")]
    public void A_table_without_a_whole_row_says_nothing_of_the_run(string content)
    {
        Metrics(content);

        Assert.Equal(new RunStatus(Name, RunActivity.Waiting), Status());
    }

    [Fact]
    public void Lines_that_end_as_on_Windows_are_read_as_others()
    {
        var text = "phase,step,channel-pruning.macRatio,lossG\nslim,0,1,0.5\nslim,1,1.5,0.25\n";
        Metrics(text);
        var before = Status();
        Metrics(text.Replace("\n", "\r\n", StringComparison.Ordinal));

        Assert.Equal((0.25, 1.5), (before.Loss, before.MacRatio));
        Assert.Equal(before, Status());
    }

    [Fact]
    public void In_fine_tuning_the_ratio_is_the_last_one_of_slimming()
    {
        Metrics($"{Header}slim,0,0.5,1\nslim,1,0.25,1.5\nfinetune,0,0.125,\n");

        var status = Status();

        Assert.Equal(("finetune", 0.125, 1.5), (status.Phase, status.Loss, status.MacRatio));
    }

    private void Metrics(string text)
    {
        Directory.CreateDirectory(Run);
        File.WriteAllText(MetricsLog.In(Run), text);
    }

    private static string Rows(string phase, int from, int count) =>
        string.Concat(Enumerable.Range(from, count).Select(step => $"{phase},{step},1,1\n"));

    // As if the table had been written so long after the last start.
    private void Written(int seconds) =>
        File.SetLastWriteTimeUtc(MetricsLog.In(Run), History.Read()[^1].At.AddSeconds(seconds));

    private void Finish(RunResult result)
    {
        var directory = new RunDirectory(Run);
        Directory.CreateDirectory(Run);
        File.WriteAllText(directory.ResolvedConfiguration, """{ "name": "tiny", "export": { "formats": [] } }""");
        File.WriteAllText(directory.Result, RecordJson.Text(result));
        File.WriteAllText(directory.Report, "");
    }

    private RunStatus Status(string training = """{ "slim": { "steps": 4 }, "fineTune": { "steps": 3 } }""") =>
        Assert.Single(
            RunStatusReader.Read(
                _folder.Path,
                [
                    new PlannedTask
                    {
                        Index = 0,
                        Name = Name,
                        Level = 0,
                        Configuration = new JsonObject { ["training"] = JsonNode.Parse(training) },
                        Sha256 = "",
                        Directory = $"runs/{Name}",
                        Needs = new TaskNeeds(1, null),
                    },
                ]
            )
        );
}
