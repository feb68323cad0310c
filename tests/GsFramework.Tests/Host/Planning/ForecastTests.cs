using GsFramework.Core.Configuration;
using GsFramework.Host.Logging;
using GsFramework.Host.Planning;
using GsFramework.Host.Runs;

namespace GsFramework.Tests.Host.Planning;

public class ForecastTests
{
    private static readonly ImageCounts _few = new(Train: 16, Validation: 8, Test: 24, Targets: 16);
    private static readonly ImageCounts _all = new(Train: 400, Validation: 80, Test: 160, Targets: 300);

    [Fact]
    public void A_run_that_is_no_longer_than_its_rehearsal_takes_as_long()
    {
        var options = Options(slim: 3, fineTune: 3);

        var forecast = new ForecastMaker(options, _few, Trial()).Make();

        Assert.Equal(Trial().Phases.Sum(static phase => phase.Time.Seconds), forecast.Seconds, 6);
        Assert.Equal(forecast.Seconds, forecast.TrialSeconds, 6);
        Assert.Equal(2 * forecast.Seconds, forecast.CpuSeconds, 6);
    }

    [Fact]
    public void What_the_rehearsal_left_out_is_added_at_the_price_of_one()
    {
        var forecast = new ForecastMaker(Options(slim: 100, fineTune: 1000), _all, Trial()).Make();

        // 97 updates of 2 s, 997 of 0.5 s, and 136 images of 0.1 s.
        Assert.Equal(10 + (97 * 2), Phase(forecast, PhaseName.Slim).Seconds, 6);
        Assert.Equal(4 + (997 * 0.5), Phase(forecast, PhaseName.FineTune).Seconds, 6);
        Assert.Equal(5 + (136 * 0.1), Phase(forecast, PhaseName.Evaluate).Seconds, 6);
        Assert.Equal(PhaseName.FineTune, forecast.LongestPhase);
        Assert.Equal(forecast.Phases.Sum(static phase => phase.Seconds), forecast.Seconds, 6);
    }

    [Fact]
    public void Slimming_ends_where_its_target_is_expected_to_be_met()
    {
        var forecast = new ForecastMaker(Options(slim: 100, fineTune: 3), _few, Trial())
        {
            ExpectedShare = 0.55,
        }.Make();

        Assert.Equal(55, Updates(forecast, PhaseName.Slim));
        Assert.Contains("55 of 100", forecast.Assumptions[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_budget_of_updates_gives_fine_tuning_what_slimming_leaves()
    {
        var options = Options(slim: 100, fineTune: 3, new BudgetOptions { Updates = 500 });

        var forecast = new ForecastMaker(options, _few, Trial()) { ExpectedShare = 0.5 }.Make();

        Assert.Equal(450, Updates(forecast, PhaseName.FineTune));
    }

    [Fact]
    public void A_budget_of_processor_time_gives_as_many_updates_as_fit()
    {
        var options = Options(slim: 100, fineTune: 3, new BudgetOptions { CpuSeconds = 1000 });

        var forecast = new ForecastMaker(options, _few, Trial()).Make();

        // Slimming takes 20 + 97 · 4 processor seconds, an update of fine-tuning 1.
        Assert.Equal(1000 - 408, Updates(forecast, PhaseName.FineTune));
    }

    [Fact]
    public void Features_that_are_kept_cost_nothing()
    {
        var trial = Trial(new MeasuredWork(WorkName.RealImages, 16, Time(3.2), Time(0.2)));
        var options = Options(slim: 3, fineTune: 3);

        var without = new ForecastMaker(options, _few with { Targets = 300 }, trial).Make();
        var with = new ForecastMaker(options, _few with { Targets = 300 }, trial) { HasRealFeatures = true }.Make();

        Assert.Equal(300 * 0.2, without.Seconds - with.Seconds, 6);
    }

    [Theory]
    [InlineData(0, 200, 1)]
    [InlineData(200, 200, 1)]
    [InlineData(201, 200, 2)]
    [InlineData(900, 200, 5)]
    public void Checkpoints_are_written_every_N_steps_and_at_the_end(int steps, int every, int expected) =>
        Assert.Equal(expected, PlannedWork.Marks(steps, every));

    [Fact]
    public void Rows_and_pictures_take_more_room_than_in_the_rehearsal_and_networks_do_not()
    {
        var trial = Trial() with
        {
            Files = new Dictionary<string, long>
            {
                ["model/weights.safetensors"] = 1_000_000,
                ["metrics.csv"] = 600,
                ["scores.csv"] = 2400,
            },
        };

        var forecast = new ForecastMaker(Options(slim: 100, fineTune: 1000), _all, trial).Make();

        // 1100 rows instead of 6, 160 images instead of 24.
        Assert.Equal(1_000_000 + 110_000 + 16_000, forecast.DiskBytes);
    }

    private static PhaseForecast Phase(Forecast forecast, string name) =>
        forecast.Phases.Single(phase => phase.Name == name);

    private static double Updates(Forecast forecast, string phase) =>
        Phase(forecast, phase).Work.Single(static work => work.Name == WorkName.Update).Units;

    private static Elapsed Time(double seconds) => new(seconds, 2 * seconds);

    private static RunOptions Options(int slim, int fineTune, BudgetOptions? budget = null) =>
        new()
        {
            Training = new TrainingOptions
            {
                Slim = new SlimOptions { Steps = slim },
                FineTune = new PhaseOptions { Steps = fineTune },
                Budget = budget,
            },
        };

    private static TrialRecord Trial(params MeasuredWork[] ofEvaluation) =>
        new()
        {
            Phases =
            [
                new MeasuredPhase(PhaseName.Slim, Time(10), [new(WorkName.Update, 3, Time(8), Time(2))]),
                new MeasuredPhase(PhaseName.FineTune, Time(4), [new(WorkName.Update, 3, Time(2), Time(0.5))]),
                new MeasuredPhase(
                    PhaseName.Evaluate,
                    Time(5),
                    [new(WorkName.ImagesScored, 24, Time(2.4), Time(0.1)), .. ofEvaluation]
                ),
            ],
            Images = _few,
            DenseMacs = 1,
            PeakMemoryBytes = 1 << 20,
            Files = new Dictionary<string, long>(),
        };
}
