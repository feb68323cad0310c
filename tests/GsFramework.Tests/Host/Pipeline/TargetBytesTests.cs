using GsFramework.ChannelPruning;
using GsFramework.Core.Configuration;
using GsFramework.Graph;
using GsFramework.Host.Pipeline;
using GsFramework.Terms;
using GsFramework.Tests.Plugins;
using GsFramework.Tests.Plugins.ChannelPruning;
using Serilog.Core;

namespace GsFramework.Tests.Host.Pipeline;

public class TargetBytesTests
{
    private static readonly ExportCosts _costs = new(
        new RunOptions { Export = new ExportOptions { Formats = [ExportFormat.OnnxInt8] } }
    );

    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(0.25, 2)]
    public void The_exported_file_has_the_bytes_that_were_asked_for(double share, int seed)
    {
        using var run = Run(seed);
        var target = (int)(share * Dense(run));
        var log = new LogSink();
        var term = Term(target, log.Logger);

        var steps = FakeSlimming.Run(run, term);

        using var weights = run.Generator.CopyWeights();
        var compact = GraphPruning.Prune(run.Generator.Graph, weights);
        using var left = compact.Weights;
        var file = ExportedFiles.Bytes(compact.Graph, left, "onnx-int8", TinyRun.Side);

        // Layers of less than 16 channels are filled up with zeros for integer kernels, which no prediction knows.
        Assert.InRange(file, 0.93 * target, 1.05 * target);
        Assert.InRange(FakeSlimming.Value(term, "bytes"), 0.95 * target, target);
        Assert.InRange(steps, 1, run.Steps);
        Assert.Contains(log.Messages, static message => message.Contains("onnx-int8 file", StringComparison.Ordinal));
    }

    [Fact]
    public void Costs_are_those_of_the_whole_generator_also_when_channels_have_left_it()
    {
        using var run = Run(seed: 3);
        var cost = _costs.Bytes(run.Generator.Graph);
        var size = ImageSize.Square(TinyRun.Side);
        var channels = new PrunableChannels(run.Generator);
        var scales = channels.Read();
        var masked = new ChannelSelection(channels, size, cost: cost);
        var fewer = masked.Silence(scales, masked.Order(scales).AsSpan(0, scales.Length / 2));
        channels.Write(fewer, zeroShift: true);

        using var weights = run.Generator.CopyWeights();
        var compact = GraphPruning.Prune(run.Generator.Graph, weights);
        using var left = compact.Weights;
        using var small = new GraphModule(compact.Graph, left);
        var rest = new PrunableChannels(small);
        var after = new ChannelSelection(rest, size, dense: run.Generator.Graph, cost: cost);

        Assert.Equal(masked.DenseCost, after.DenseCost, 1e-6);
        Assert.Equal(masked.Cost(fewer), after.Cost(rest.Read()), 1e-6);
    }

    [Fact]
    public void A_target_that_the_network_cannot_reach_is_refused_with_what_it_can()
    {
        using var run = Run(seed: 4);

        var fault = Assert.Throws<UserException>(() => Term(100).Claim(run.Generator, TrainingPhase.Slim));

        Assert.Matches(
            @"target\.bytes is 100, .* the onnx-int8 file .* Ask for [\d,]+ or more, or set .*trunk to true",
            fault.Message
        );
    }

    [Fact]
    public void A_target_that_the_dense_network_meets_is_refused()
    {
        using var run = Run(seed: 5);

        var fault = Assert.Throws<UserException>(() =>
            Term(2 * (int)Dense(run)).Claim(run.Generator, TrainingPhase.Slim)
        );

        Assert.Contains("with all its channels", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_exports_nothing_has_no_bytes()
    {
        using var run = Run(seed: 6);
        var costs = new ExportCosts(new RunOptions());

        var fault = Assert.Throws<UserException>(() => costs.Bytes(run.Generator.Graph));

        Assert.Contains("export.formats is empty", fault.Message, StringComparison.Ordinal);
    }

    private static double Dense(TinyRun run) =>
        new ChannelSelection(
            new PrunableChannels(run.Generator),
            ImageSize.Square(TinyRun.Side),
            cost: _costs.Bytes(run.Generator.Graph)
        ).DenseCost;

    private static ChannelPruningTerm Term(int bytes, Serilog.ILogger? log = null) =>
        new(
            new ChannelPruningOptions { Target = new PruningTarget { Bytes = bytes } },
            log ?? Logger.None,
            ImageSize.Square(TinyRun.Side),
            _costs
        );

    private static TinyRun Run(int seed)
    {
        var run = new TinyRun(seed, steps: 100, width: 16, blocks: 3);
        run.ScatterScales(seed);
        return run;
    }
}
