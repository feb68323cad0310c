using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Host.Logging;
using GsFramework.Host.Pipeline;
using GsFramework.Host.Runs;
using GsFramework.Tests.Graph;
using GsFramework.Tests.Host.Benchmarking.Layers;
using GsFramework.Tests.Plugins;

namespace GsFramework.Tests.Host.Pipeline;

public sealed class ExportCostsTests : IDisposable
{
    private const int Side = 32;

    private static readonly NetworkGraph _graph = Networks.CycleGan(width: 8, blocks: 1);
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_resumed_run_goes_by_the_table_that_it_began_with_and_tells_of_another_processor()
    {
        var log = new LogSink();
        Keep(new RunCosts { Times = HandMadeTimes.Of(_graph, Side) with { Processor = "Another One" } });

        var cost = Costs(log).Milliseconds(_graph)!;

        Assert.Equal(HandMadeTimes.Of(_graph, Side).OfLayer("model.1", 2, 3), cost.OfLayer("model.1", 2, 3));
        Assert.Contains(log.Messages, static message => message.Contains("Another One", StringComparison.Ordinal));
    }

    [Fact]
    public void A_table_of_other_conditions_is_measured_again_and_kept()
    {
        var log = new LogSink();
        Keep(new RunCosts { Times = HandMadeTimes.Of(_graph, Side) });

        var cost = Costs(log).Milliseconds(_graph, ImageSize.Square(16))!;

        Assert.Contains("16x16", cost.Subject, StringComparison.Ordinal);
        Assert.Equal(16, RunCosts.Of(new RunDirectory(_folder.Path)).Times!.Height);
        Assert.Contains(log.Messages, static message => message.Contains("Measured what", StringComparison.Ordinal));
    }

    [Fact]
    public void A_choice_is_made_once_and_kept_beside_the_table()
    {
        Keep(new RunCosts { Times = HandMadeTimes.Of(_graph, Side) });
        KeyValuePair<int, double>[] values = [new(1, 3), new(4, 2.01), new(8, 2)];

        Assert.Equal(4, Costs().Choose("channelMultiple", "ms", () => values));
        Assert.Equal(4, Costs().Choose("channelMultiple", "ms", () => throw new InvalidOperationException()));

        var kept = RunCosts.Of(new RunDirectory(_folder.Path));
        Assert.Equal((4, "ms"), (kept.Choices!["channelMultiple"].Value, kept.Choices["channelMultiple"].Unit));
        Assert.True(kept.Times!.AreOf(_graph, "onnx-int8", ImageSize.Square(Side), 1));
    }

    [Fact]
    public void A_run_that_exports_nothing_has_no_times()
    {
        var costs = new ExportCosts(new RunOptions());

        var fault = Assert.Throws<UserException>(() => costs.Milliseconds(_graph));

        Assert.Contains("export.formats is empty", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_one_size_has_no_times_for_another()
    {
        var options = Options();
        var costs = new ExportCosts(options with { Export = options.Export with { FixedSize = true } });

        var fault = Assert.Throws<UserException>(() => costs.Milliseconds(_graph, ImageSize.Square(64)));

        Assert.Contains("32x32 only", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_with_a_missing_shape_is_damaged()
    {
        var times = HandMadeTimes.Of(_graph, Side);
        Keep(new RunCosts { Times = times with { Shapes = [.. times.Shapes.Skip(1)] } });

        var fault = Assert.Throws<UserException>(() => Costs().Milliseconds(_graph));

        Assert.Contains("is damaged", fault.Message, StringComparison.Ordinal);
    }

    private void Keep(RunCosts costs) =>
        AtomicFile.WriteAllText(new RunDirectory(_folder.Path).Costs, RecordJson.Text(costs));

    private ExportCosts Costs(LogSink? log = null) =>
        new(
            Options(),
            new RunDirectory(_folder.Path),
            new CostMeasuring(
                (log ?? new LogSink()).Logger,
                new PlainProgress(TextWriter.Null, TimeProvider.System),
                CancellationToken.None
            )
        );

    private static RunOptions Options() =>
        new()
        {
            Threads = 1,
            Data = new DataOptions { ImageSize = Side },
            Export = new ExportOptions { Formats = [ExportFormat.OnnxInt8] },
        };
}
