using GsFramework.Host.Logging;
using Spectre.Console.Testing;

namespace GsFramework.Tests.Host.Logging;

public class TrainingProgressTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void A_log_gets_a_line_at_the_first_step_every_ten_seconds_and_at_the_end()
    {
        using var writer = new StringWriter();
        using (var progress = new PlainProgress(writer, _clock))
        {
            for (var step = 1; step <= 8; step++)
            {
                progress.Report("slim", step, 8, new Dictionary<string, double> { ["loss"] = 1.0 / step });
                _clock.Pass(TimeSpan.FromSeconds(4));
            }

            progress.Report("finetune", 5, 100, new Dictionary<string, double> { ["loss"] = 0.5 });
            progress.Report("finetune", 6, 100, new Dictionary<string, double> { ["loss"] = 0.25 });
        }

        Assert.Equal(
            [
                "slim 1/8  loss 1",
                "slim 4/8  loss 0.25  16s left",
                "slim 7/8  loss 0.1429  4s left",
                "slim 8/8  loss 0.125",
                "finetune 5/100  loss 0.5",
                "finetune 6/100  loss 0.25  0s left",
            ],
            writer.ToString().TrimEnd().Split('\n')
        );
    }

    [Fact]
    public void The_time_left_of_a_resumed_phase_counts_only_its_own_steps()
    {
        var phase = new PhaseState("slim", 900, _clock);
        _clock.Pass(TimeSpan.FromSeconds(20));

        phase.Update(910, 1000, new Dictionary<string, double>());

        Assert.Equal(TimeSpan.FromSeconds(180), phase.Left);
    }

    [Theory]
    [InlineData(12, "12s")]
    [InlineData(200, "3m 20s")]
    [InlineData(3720, "1h 02m")]
    [InlineData(93600, "26h 00m")]
    public void Times_are_words(int seconds, string words) =>
        Assert.Equal(words, PhaseState.Words(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void A_narrow_terminal_gets_one_line_with_the_bar_first()
    {
        using var console = new TestConsole().Interactive().Width(60);
        using (var progress = new LiveProgress(console, _clock))
        {
            progress.Report(
                "slim",
                2,
                2,
                Enumerable.Range(0, 9).ToDictionary(static i => $"value{i}", static i => (double)i)
            );
        }

        Assert.Contains("100% slim 2/2  value0 0  value1 1", console.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("value3", console.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_terminal_gets_a_bar_with_the_values_and_ends_it_with_the_phase()
    {
        using var console = new TestConsole().Interactive().Width(120);
        using (var progress = new LiveProgress(console, _clock))
        {
            progress.Report("slim", 1, 2, new Dictionary<string, double> { ["loss"] = 0.5, ["macs"] = 0.75 });
            _clock.Pass(TimeSpan.FromSeconds(3));
            progress.Report("slim", 2, 2, new Dictionary<string, double> { ["loss"] = 0.25, ["macs"] = 0.5 });
            progress.Report("finetune", 1, 4, new Dictionary<string, double> { ["loss"] = 0.125 });
        }

        Assert.Contains("slim 2/2  0s left  loss 0.25  macs 0.5", console.Output, StringComparison.Ordinal);
        Assert.Contains("100%", console.Output, StringComparison.Ordinal);
        Assert.Contains("finetune 1/4  loss 0.125", console.Output, StringComparison.Ordinal);
    }
}
