using GsFramework.Host.Comparison;
using GsFramework.Host.Evaluation;
using GsFramework.Host.Runs;
using GsFramework.Tests.Host.Runs;

namespace GsFramework.Tests.Host.Comparison;

public class ComparisonSummaryTests
{
    [Fact]
    public void A_row_is_the_mean_over_seeds_with_its_error_and_a_test_against_the_reference()
    {
        var rows = ComparisonSummary.Of(
            [Run("gs-32", 4, 1, 0.1), Run("gs-32", 4, 2, 0.2), Run("gd", 4, 1, 0.3), Run("gd", 4, 2, 0.5)],
            static _ => null,
            ["gs-32", "gd"],
            "gs-32"
        );

        Assert.Equal(["gs-32", "gd"], rows.Select(static row => row.MethodName));
        var (own, other) = (rows[0].Scores.Single(), rows[1].Scores.Single());
        Assert.Equal(0.15, own.Mean, 1e-12);
        Assert.Equal(0.05, own.StandardError!.Value, 1e-12);
        Assert.Null(own.VersusReference);
        Assert.Equal([0.3, 0.5], other.PerSeed);
        Assert.Equal(0.25, other.VersusReference!.Difference, 1e-12);
        Assert.True(other.LowerIsBetter);
        Assert.Equal(2, rows[0].Seeds);
        Assert.Equal(30, rows[0].Updates);
        Assert.Equal(0.025, rows[0].LargestDeviation!.Value, 1e-12);
    }

    [Fact]
    public void Ratios_are_apart_and_a_method_is_tested_at_its_own()
    {
        var rows = ComparisonSummary.Of(
            [Run("gs-32", 10, 1, 3), Run("gs-32", 4, 1, 1), Run("gd", 10, 1, 5), Run("qat", null, 1, 9)],
            static _ => null,
            ["gs-32", "gd", "qat"],
            "gs-32"
        );

        Assert.Equal(
            [("qat", null), ("gs-32", 4.0), ("gs-32", 10.0), ("gd", 10.0)],
            rows.Select(static row => (row.MethodName, row.Ratio))
        );
        Assert.Null(rows[0].Scores.Single().VersusReference);
        Assert.Null(rows[0].LargestDeviation);
        Assert.Equal(2, rows[3].Scores.Single().VersusReference!.Difference, 1e-12);
    }

    [Fact]
    public void A_method_that_begins_with_another_has_cost_what_both_have()
    {
        var first = Run("gs-32", 4, 1, 0.1);
        var second = Run("gs-32-ptq", 4, 1, 0.1);
        second.Run = second.Run with { From = first.Run };

        var rows = ComparisonSummary.Of(
            [first, second],
            run => run.Name == first.Run.Name ? first.Result : null,
            ["gs-32", "gs-32-ptq"],
            "gs-32"
        );

        Assert.Equal([30, 60], rows.Select(static row => row.Updates));
        Assert.Equal([3.5, 7], rows.Select(static row => row.TrainingCpuSeconds));
    }

    [Fact]
    public void Ratios_are_the_teachers_cost_by_the_mean_of_the_methods()
    {
        var (small, large) = (Run("gs-32", 4, 1, 0.1), Run("gs-32", 4, 2, 0.1));
        small.Result = small.Result with { Bytes = SizePair.Of(40, 5) };
        large.Result = large.Result with { Bytes = SizePair.Of(40, 20) };

        var row = ComparisonSummary.Of([small, large], static _ => null, ["gs-32"], "gs-32").Single();

        Assert.Equal((40, 12.5, 3.2), (row.DenseBytes, row.Bytes, row.ByteRatio));
    }

    [Fact]
    public void The_file_to_deploy_is_the_mean_over_seeds()
    {
        var row = Deployed(Timed("onnx-int8", bytes: 4, faster: 2), Timed("onnx-int8", bytes: 6, faster: 3))!;

        Assert.Equal(("onnx-int8", 5.0, 8.0, 2.5), (row.Format, row.Bytes, row.ByteRatio, row.TimesFaster));
        Assert.Equal(0.5, row.TimesFasterStandardError!.Value, 1e-12);
    }

    [Fact]
    public void Files_of_several_formats_are_all_named() =>
        Assert.Equal(
            "onnx or onnx-int8",
            Deployed(Timed("onnx-int8", bytes: 4, faster: 2), Timed("onnx", bytes: 8, faster: 1))!.Format
        );

    [Fact]
    public void Where_one_run_was_not_timed_there_is_no_mean_of_the_files_to_deploy()
    {
        var timed = Timed("onnx", bytes: 4, faster: 2);

        Assert.Null(Deployed(timed, null));
        Assert.Null(Deployed(timed, timed with { Networks = [] }));
        Assert.Null(Deployed(timed, timed with { Networks = [timed.Networks[0] with { TimesFaster = null }] }));
        Assert.Null(Deployed(timed, timed with { Networks = [timed.Networks[0] with { ComputesModel = false }] }));
    }

    [Theory]
    [InlineData("kid-mobilenetv2", true)]
    [InlineData("feature-distance-mobilenetv2-teacher", true)]
    [InlineData("l1-truth", true)]
    [InlineData("psnr-teacher", false)]
    [InlineData("ssim-truth", false)]
    [InlineData("accuracy", false)]
    [InlineData("agreement-teacher", false)]
    public void It_is_known_which_way_a_score_is_better(string metric, bool lower) =>
        Assert.Equal(lower, ScoreDirection.LowerIsBetter(metric));

    private static DeployedCost? Deployed(params LatencyRecord?[] records) =>
        ComparisonSummary
            .Of(
                [
                    .. records.Select(static (record, number) =>
                    {
                        var (run, result) = Run("gs-8", 4, seed: number + 1, score: 0.1);
                        return (run, result with { Latency = record });
                    }),
                ],
                static _ => null,
                ["gs-8"],
                "gs-8"
            )
            .Single()
            .Deployed;

    private static LatencyRecord Timed(string format, long bytes, double faster) =>
        new()
        {
            Height = 8,
            Width = 8,
            Threads = 1,
            Rounds = 20,
            Networks =
            [
                new TimedNetwork(LatencyRecord.Compact, format, bytes, MedianMs: 1, P95Ms: 1, LeastMs: 1)
                {
                    ComputesModel = true,
                    TimesFaster = faster,
                },
            ],
        };

    internal static (PlannedRun Run, RunResult Result) Run(string method, double? ratio, int seed, double score) =>
        (
            new PlannedRun
            {
                Method = ComparedMethod.Of(
                    method,
                    new Dictionary<string, GsFramework.Core.Configuration.MethodDefinition>()
                ),
                Ratio = ratio,
                Seed = seed,
                IsListed = true,
                Name = $"{method}-{ratio}-{seed}",
                FullName = $"tiny-{method}-{ratio}-{seed}",
                Directory = "",
                Settings = [],
                From = null,
            },
            TinyResult.Of(1.025 * (ratio ?? 1), seed, score)
        );
}
