using GsFramework.Core.Configuration;
using GsFramework.Host.Pipeline;
using GsFramework.Host.Runs;
using GsFramework.Models.Generators;
using GsFramework.Tests.Core.Configuration;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Pipeline;

/// <summary>The rule by which a precision is chosen, on times that are given.</summary>
public class PrecisionChoiceTests
{
    [Theory]
    [InlineData(100, 50, true, "bf16")]
    [InlineData(110, 100, true, "bf16")]
    [InlineData(109, 100, true, "fp32")]
    [InlineData(100, 100, true, "fp32")]
    [InlineData(100, 200, true, "fp32")]
    [InlineData(100, 50, false, "fp32")]
    [InlineData(double.NaN, 100, true, "fp32")]
    public void Bf16_is_taken_where_it_is_clearly_faster_and_right(
        double fp32,
        double bf16,
        bool isRight,
        string chosen
    )
    {
        var record = PrecisionChoice.Of(() => new PrecisionTimes(fp32, bf16), () => isRight);

        Assert.Equal(chosen, record.Chosen);
        Assert.Equal((fp32, bf16), (record.Fp32Milliseconds!.Value, record.Bf16Milliseconds!.Value));
        Assert.False(record.Given);
    }

    [Fact]
    public void The_record_says_both_times_and_why_the_faster_one_was_not_taken()
    {
        var slower = PrecisionChoice.Of(static () => new PrecisionTimes(100, 200), static () => true);
        var wrong = PrecisionChoice.Of(static () => new PrecisionTimes(100, 50), static () => false);
        var given = PrecisionRecord.Of(Precision.Bf16) with { Given = true };

        Assert.Equal(
            "fp32: forward and backward of the generator took 100.0 ms in fp32 and 200.0 ms in bf16, "
                + "0.50 times as fast",
            slower.Words
        );
        Assert.EndsWith("2.00 times as fast, but this machine's bf16 is wrong", wrong.Words, StringComparison.Ordinal);
        Assert.Equal("bf16, by the configuration", given.Words);
    }

    [Fact]
    public void Bf16_is_not_tested_where_it_would_not_be_taken()
    {
        var record = PrecisionChoice.Of(
            static () => new PrecisionTimes(100, 95),
            static () => throw new InvalidOperationException("tested")
        );

        Assert.Equal("fp32", record.Chosen);
    }

    [Fact]
    public void A_generator_that_cannot_be_timed_is_trained_in_fp32_unless_the_user_interrupted()
    {
        var record = PrecisionChoice.Of(static () => throw new UserException("no such folder"), static () => true);

        Assert.Equal("fp32: the generator could not be timed", record.Words);
        Assert.Null(record.Fp32Milliseconds);
        Assert.Throws<OperationCanceledException>(() =>
            PrecisionChoice.Of(static () => throw new OperationCanceledException(), static () => true)
        );
    }

    [Theory]
    [InlineData(100, 50, 6)]
    [InlineData(50, 100, 6)]
    [InlineData(50, 48, 16)]
    [InlineData(1500, 1400, 4)]
    [InlineData(1000, 9000, 2)]
    [InlineData(9000, 1000, 4)]
    public void A_measurement_is_as_long_as_it_takes_to_see_a_clear_difference(double fp32, double bf16, int passes)
    {
        var made = 0;

        var times = PrecisionTimes.Measure(bfloat16 =>
        {
            made++;
            return bfloat16 ? bf16 : fp32;
        });

        Assert.Equal(passes, made);
        Assert.Equal(new PrecisionTimes(fp32, bf16), times);
    }

    [Fact]
    public void Neither_a_slow_first_pass_nor_one_that_was_disturbed_counts()
    {
        var pass = 0;

        var times = PrecisionTimes.Measure(bfloat16 =>
            pass++ switch
            {
                < 2 => 900,
                6 => 500,
                _ => bfloat16 ? 40 : 44,
            }
        );

        Assert.Equal(new PrecisionTimes(44, 40), times);
    }

    [Fact]
    public void The_timer_goes_there_and_back_in_both_precisions_with_fewer_images_where_the_network_is_large()
    {
        var graph = new CycleGanResNet(new CycleGanResNetOptions { Width = 4, Blocks = 1 }).Create();
        using var timer = new PrecisionTimer(graph, 16, 2, CPU);

        Assert.True(timer.Pass(bfloat16: false) > 0);
        Assert.True(timer.Pass(bfloat16: true) > 0);
        Assert.Equal(2, PrecisionTimer.Images(macs: 1_000, batch: 2));
        Assert.Equal(1, PrecisionTimer.Images(macs: 57_000_000_000, batch: 8));
    }

    [Fact]
    public void Nothing_computes_before_a_choice_is_made()
    {
        Assert.Throws<InvalidOperationException>(() => Precision.Auto.IsBf16());
        Assert.Equal(Precision.Auto, new RunOptions().Training.Precision);
        Assert.Equal(Precision.Auto, new RunOptions().Teacher.Precision);
    }

    [Theory]
    [InlineData("training")]
    [InlineData("teacher")]
    public void A_precision_that_does_not_exist_is_told_the_nearest_one(string section)
    {
        var fault = Assert.Single(Configured.Faults($$"""{ "{{section}}": { "precision": "bf61" } }"""));

        Assert.Equal(
            $"{section}.precision: expected one of auto, fp32, bf16, found 'bf61'; did you mean 'bf16'?",
            fault
        );
    }
}
