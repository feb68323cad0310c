using GsFramework.ChannelPruning;
using GsFramework.Core.Configuration;
using GsFramework.Graph;
using GsFramework.Host.Benchmarking.Layers;
using GsFramework.Host.Pipeline;
using GsFramework.Parts;
using GsFramework.Terms;
using GsFramework.Tests.Host.Benchmarking.Layers;
using GsFramework.Tests.Plugins;
using GsFramework.Tests.Plugins.ChannelPruning;
using Serilog.Core;

namespace GsFramework.Tests.Host.Pipeline;

public class TargetMillisecondsTests
{
    [Theory]
    [InlineData(0.6, 1)]
    [InlineData(0.35, 2)]
    public void The_pruned_generator_is_predicted_to_take_what_was_asked_for(double share, int seed)
    {
        using var run = Run(seed);
        var times = HandMadeTimes.Of(run.Generator.Graph, TinyRun.Side);
        var target = share * times.Of(run.Generator.Graph);
        var log = new LogSink();
        var term = Term(run, Milliseconds(target), log: log.Logger);

        var steps = FakeSlimming.Run(run, term);

        using var weights = run.Generator.CopyWeights();
        var compact = GraphPruning.Prune(run.Generator.Graph, weights);
        using var left = compact.Weights;
        Assert.True(term.IsFinished);
        Assert.InRange(steps, 1, run.Steps);
        Assert.InRange(times.Of(compact.Graph), 0.95 * target, target);
        Assert.Equal(times.Of(compact.Graph), FakeSlimming.Value(term, "milliseconds"), 1e-6);
        Assert.Matches(@"milliseconds [\d.]+ of [\d.]+", term.Label("milliseconds", target)!);
        Assert.Contains(log.Messages, static message => message.Contains("will take about", StringComparison.Ordinal));
    }

    [Fact]
    public void A_target_that_the_network_cannot_reach_is_refused_with_what_it_can()
    {
        using var run = Run(seed: 3);

        var fault = Refused(run, Milliseconds(0.11));

        Assert.Matches(
            @"target\.milliseconds is 0\.11, .* the onnx-int8 file at 32x32 with 1 thread .* Ask for [\d.]+ or more",
            fault
        );
    }

    [Fact]
    public void What_is_said_to_be_reachable_is_reached()
    {
        using var run = Run(seed: 4);
        var words = Refused(run, Milliseconds(0.11)).Split(' ');
        var least = double.Parse(
            words[Array.IndexOf(words, "Ask") + 2],
            System.Globalization.CultureInfo.InvariantCulture
        );

        Assert.NotNull(Term(run, Milliseconds(least)).Claim(run.Generator, TrainingPhase.Slim));
    }

    [Fact]
    public void A_target_that_the_dense_network_meets_is_refused()
    {
        using var run = Run(seed: 5);

        Assert.Contains("with all its channels", Refused(run, Milliseconds(1000)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_size_that_the_network_does_not_take_is_refused()
    {
        using var run = Run(seed: 6);

        var fault = Refused(run, new PruningTarget { Milliseconds = 1, Size = 1 });

        Assert.Contains("target.size is 1", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_a_configuration_is_only_tested_nothing_is_measured()
    {
        using var run = Run(seed: 7);
        var costs = new ExportCosts(new RunOptions { Export = new ExportOptions { Formats = [ExportFormat.Onnx] } });
        var term = new ChannelPruningTerm(
            new ChannelPruningOptions
            {
                Target = new PruningTarget { Milliseconds = 0.0011 },
                ChannelMultiple = IntegerOrAuto.Auto,
            },
            Logger.None,
            ImageSize.Square(TinyRun.Side),
            costs
        );

        Assert.NotNull(term.Claim(run.Generator, TrainingPhase.Slim));
    }

    [Theory]
    [InlineData(8, 8)]
    [InlineData(4, 4)]
    [InlineData(1, 1)]
    public void The_multiple_is_that_which_kernels_like(int step, int expected)
    {
        using var run = Run(seed: 8);
        var costs = new FixedTimes(
            HandMadeTimes.Of(run.Generator.Graph, TinyRun.Side, step, isOnlyProducts: true)
        );
        var term = Term(run, new ChannelPruningOptions { TargetMacRatio = 3 }, costs);

        FakeSlimming.Run(run, term);

        Assert.Equal(expected, costs.Chosen["channelMultiple"]);
        var channels = new PrunableChannels(run.Generator);
        var scales = channels.Read();
        Assert.All(
            channels.Norms,
            norm => Assert.Equal(0, scales[norm.Range].Count(static scale => scale != 0) % expected)
        );
    }

    [Fact]
    public void A_target_in_time_takes_the_multiple_that_keeps_most_operations()
    {
        using var run = Run(seed: 9);
        var times = HandMadeTimes.Of(run.Generator.Graph, TinyRun.Side, step: 8);
        var costs = new FixedTimes(times);
        var term = Term(run, Milliseconds(0.5 * times.Of(run.Generator.Graph)), costs);

        term.Claim(run.Generator, TrainingPhase.Slim);

        Assert.Equal(8, costs.Chosen["channelMultiple"]);
    }

    private static PruningTarget Milliseconds(double most) => new() { Milliseconds = most };

    private static string Refused(TinyRun run, PruningTarget target) =>
        Assert.Throws<UserException>(() => Term(run, target).Claim(run.Generator, TrainingPhase.Slim)).Message;

    private static ChannelPruningTerm Term(
        TinyRun run,
        PruningTarget target,
        FixedTimes? costs = null,
        Serilog.ILogger? log = null
    ) => Term(run, new ChannelPruningOptions { Target = target }, costs, log);

    // With a table of its own the multiple is left to the program.
    private static ChannelPruningTerm Term(
        TinyRun run,
        ChannelPruningOptions options,
        FixedTimes? costs = null,
        Serilog.ILogger? log = null
    ) =>
        new(
            costs is null ? options : options with { ChannelMultiple = IntegerOrAuto.Auto },
            log ?? Logger.None,
            ImageSize.Square(TinyRun.Side),
            costs ?? new FixedTimes(HandMadeTimes.Of(run.Generator.Graph, TinyRun.Side))
        );

    private static TinyRun Run(int seed)
    {
        var run = new TinyRun(seed, steps: 100, width: 16, blocks: 3);
        run.ScatterScales(seed);
        return run;
    }

    // Costs as the host gives them, of a table that was made by hand.
    private sealed class FixedTimes(LayerTimes times) : INetworkCosts
    {
        public Dictionary<string, int> Chosen { get; } = [];

        public INetworkCost Bytes(NetworkGraph generator) => throw new UserException("No bytes.");

        public INetworkCost Milliseconds(NetworkGraph generator, ImageSize? size = null, int? threads = null) => times;

        public int Choose(string option, string unit, Func<IReadOnlyList<KeyValuePair<int, double>>> costs) =>
            Chosen[option] = GsFramework.Host.Runs.CostChoice.Of(unit, costs()).Value;
    }
}
