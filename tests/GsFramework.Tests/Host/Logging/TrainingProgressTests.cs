using GsFramework.Host.Logging;

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
                progress.Report("slim", step, 8, [$"loss {1000 / step}"], later: 2);
                _clock.Pass(TimeSpan.FromSeconds(4));
            }

            progress.Report("finetune", 5, 100, ["loss 5"]);
            progress.Report("finetune", 6, 100, ["loss 4"]);
        }

        Assert.Equal(
            [
                "slim 1/8  loss 1000",
                "slim 4/8  loss 250  16s left, 24s in all",
                "slim 7/8  loss 142  4s left, 12s in all",
                "slim 8/8  loss 125",
                "finetune 5/100  loss 5",
                "finetune 6/100  loss 4  0s left",
            ],
            writer.ToString().TrimEnd().Split('\n')
        );
    }

    [Fact]
    public void A_log_is_told_of_other_work_only_where_it_takes_long()
    {
        using var writer = new StringWriter();
        using (var progress = new PlainProgress(writer, _clock))
        {
            progress.Count("images scored", 1, 1);
            for (var done = 1; done <= 6; done++)
            {
                progress.Count("teacher's outputs", done, 6);
                _clock.Pass(TimeSpan.FromSeconds(6));
            }
        }

        Assert.Equal(
            ["teacher's outputs 3/6  18s left", "teacher's outputs 5/6  6s left"],
            writer.ToString().TrimEnd().Split('\n')
        );
    }

    [Fact]
    public void The_time_left_of_a_resumed_phase_counts_only_its_own_steps()
    {
        var phase = new PhaseState("slim", 900, _clock);
        _clock.Pass(TimeSpan.FromSeconds(20));

        phase.Update(910, 1000, []);

        Assert.Equal(TimeSpan.FromSeconds(180), phase.Left);
    }

    [Theory]
    [InlineData(12, "12s")]
    [InlineData(200, "3m 20s")]
    [InlineData(3720, "1h 02m")]
    [InlineData(93600, "26h 00m")]
    public void Times_are_words(int seconds, string words) =>
        Assert.Equal(words, PhaseState.InWords(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void A_narrow_terminal_gets_one_line_with_the_bar_first_and_whole_values()
    {
        var screen = new Screen(60);
        var progress = new LiveProgress(new StatusLine(screen, () => 60), _clock);

        progress.Report("slim", 1, 2, [.. Enumerable.Range(0, 9).Select(static i => $"value{i} {i}")]);

        Assert.Equal(["━━━━━─────  50% slim 1/2  value0 0  value1 1  value2 2"], screen.Lines);
    }

    [Fact]
    public void A_terminal_gets_a_bar_and_keeps_a_line_of_every_training_that_has_ended()
    {
        var screen = new Screen(120);
        using (var progress = new LiveProgress(new StatusLine(screen, () => 120), _clock))
        {
            progress.Count("teacher's outputs", 8, 16);
            Assert.Equal(["━━━━━━━━━━──────────  50% teacher's outputs 8/16"], screen.Lines);

            progress.Report("slim", 1, 2, ["MACs 1.2x of 4x", "loss 0.5"], later: 10);
            _clock.Pass(TimeSpan.FromSeconds(3));
            progress.Report("slim", 2, 2, ["MACs 4.0x of 4x", "loss 0.25"], later: 10);
            Assert.Equal(
                ["━━━━━━━━━━━━━━━━━━━━ 100% slim 2/2  0s left, 30s in all  MACs 4.0x of 4x  loss 0.25"],
                screen.Lines
            );

            progress.Report("finetune", 1, 4, ["loss 0.125"]);
        }

        Assert.Equal(["slim 2/2  in 3s  MACs 4.0x of 4x  loss 0.25", "finetune 1/4  in 0s  loss 0.125"], screen.Lines);
    }

    [Fact]
    public void A_terminal_tells_what_is_done_while_nothing_is_counted()
    {
        var screen = new Screen(120);
        using (var progress = new LiveProgress(new StatusLine(screen, () => 120), _clock))
        {
            progress.Doing("evaluate");
            Assert.Equal(["evaluate …"], screen.Lines);

            progress.Count("images scored", 1, 2);
            Assert.Equal(["━━━━━━━━━━──────────  50% images scored 1/2"], screen.Lines);

            progress.EndPhase();
            Assert.Equal(["evaluate …"], screen.Lines);

            progress.Report("slim", 2, 2, []);
            progress.Doing("report");
            Assert.Equal(["slim 2/2  in 0s", "report …"], screen.Lines);
        }

        Assert.Equal(["slim 2/2  in 0s"], screen.Lines);
    }
}
