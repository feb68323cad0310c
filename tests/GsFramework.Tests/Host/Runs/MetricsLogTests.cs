using GsFramework.Host.Runs;

namespace GsFramework.Tests.Host.Runs;

public sealed class MetricsLogTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_step_is_a_row_and_a_value_that_comes_later_gets_a_column()
    {
        using (var log = new MetricsLog(_folder.Path, "slim", 0))
        {
            log.Write(0, new Dictionary<string, double> { ["lossG"] = 1.5 });
            log.Write(1, new Dictionary<string, double> { ["lossG"] = 0.25, ["rho"] = 1e-5 });
            log.Write(2, new Dictionary<string, double> { ["rho"] = 2 });
        }

        Assert.Equal("phase,step,lossG,rho\nslim,0,1.5,\nslim,1,0.25,1E-05\nslim,2,,2\n", Text());
    }

    [Fact]
    public void A_resumed_phase_drops_its_own_rows_that_come_again_and_half_rows()
    {
        Write("slim", 0, 3);
        Write("finetune", 0, 3);
        File.AppendAllText(_folder["metrics.csv"], "finetune,3");

        Write("finetune", 1, 3);

        Assert.Equal(
            "phase,step,loss\nslim,0,0\nslim,1,1\nslim,2,2\nfinetune,0,0\nfinetune,1,1\nfinetune,2,2\n",
            Text()
        );
    }

    private void Write(string phase, int from, int to)
    {
        using var log = new MetricsLog(_folder.Path, phase, from);
        for (var step = from; step < to; step++)
        {
            log.Write(step, new Dictionary<string, double> { ["loss"] = step });
        }
    }

    private string Text() => File.ReadAllText(_folder["metrics.csv"]).ReplaceLineEndings("\n");
}
