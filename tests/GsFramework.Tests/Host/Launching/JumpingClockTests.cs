using System.Text.Json.Nodes;
using GsFramework.Host.Launching;
using GsFramework.Host.Reporting;

namespace GsFramework.Tests.Host.Launching;

/// <summary>Nodes whose clocks are wrong or are set while a run is at work.</summary>
public sealed class JumpingClockTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("2099-01-01T00:00:00Z", "2000-01-01T00:00:00Z")]
    [InlineData("2000-01-01T00:00:00Z", "2099-01-01T00:00:00Z")]
    public void What_happened_last_is_what_stands_last_whatever_the_times_say(string first, string second)
    {
        Note(Line("started", first, rows: 4), Line("failed", second), Line("started", second, rows: 4));
        Assert.Null(new TaskHistory(_folder.Path, "run").GivenUp());

        Note([.. Enumerable.Range(0, 4).SelectMany(_ => new[] { Line("started", second), Line("failed", first) })]);
        Assert.NotNull(new TaskHistory(_folder.Path, "run").GivenUp());

        Note(Line("asked", second));
        Assert.Null(new TaskHistory(_folder.Path, "run").GivenUp());
        Assert.Equal(RunActivity.Waiting, Status().State);
    }

    [Theory]
    [InlineData("2099-01-01T00:00:00Z", false)]
    [InlineData("1970-01-01T00:00:00Z", false)]
    [InlineData(null, true)]
    public void A_time_left_that_no_clock_can_tell_is_not_told(string? start, bool isTold)
    {
        Note(Line("started", start ?? $"{DateTime.UtcNow.AddSeconds(-30):yyyy-MM-ddTHH:mm:ssZ}", rows: 0));
        Directory.CreateDirectory(_folder["runs", "run"]);
        File.WriteAllText(_folder["runs", "run", "metrics.csv"], "phase,step,lossG\nfinetune,0,1\nfinetune,1,1\n");

        var status = Status();

        Assert.Equal(("finetune", 2, 1000000), (status.Phase, status.Step, status.Steps));
        var shown = StatusTable.Left(status with { State = RunActivity.Running });
        Assert.Equal(isTold, shown.Length > 0);
    }

    private RunStatus Status()
    {
        var task = new PlannedTask
        {
            Index = 0,
            Name = "run",
            Level = 0,
            Configuration = new JsonObject
            {
                ["training"] = new JsonObject { ["fineTune"] = new JsonObject { ["steps"] = 1000000 } },
            },
            Sha256 = "",
            Directory = "runs/run",
            Needs = new TaskNeeds(1, null),
        };
        return Assert.Single(RunStatusReader.Read(_folder.Path, [task]));
    }

    private void Note(params string[] lines)
    {
        Directory.CreateDirectory(_folder[TaskHistory.FolderName]);
        File.AppendAllLines(_folder[TaskHistory.FolderName, "run.jsonl"], lines);
    }

    private static string Line(string kind, string at, int? rows = null) =>
        new JsonObject { ["kind"] = kind, ["at"] = at, ["rows"] = rows }.ToJsonString();
}
