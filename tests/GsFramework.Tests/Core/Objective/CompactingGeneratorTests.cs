using GsFramework.Core.Objective;
using GsFramework.Graph;
using GsFramework.Terms;
using GsFramework.Tests.Core.Composition;
using GsFramework.Tests.Core.Composition.Guards;
using GsFramework.Tests.Plugins;
using Serilog.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Objective;

[Collection(nameof(LiveTensors))]
public sealed class CompactingGeneratorTests : IDisposable
{
    private readonly TinyObjective _tiny = new();
    private readonly CompactingGenerator _student;
    private int _step;

    public CompactingGeneratorTests() => _student = _tiny.Compacting();

    public void Dispose()
    {
        _student.Dispose();
        _tiny.Dispose();
    }

    [Fact]
    public void Channels_leave_that_were_silent_at_two_looks_and_the_network_computes_the_same()
    {
        using var scope = NewDisposeScope();
        Train(3);
        Silence(1);
        _student.Compact(Logger.None);
        Assert.Same(_tiny.Generator, _student.Network);

        var before = Output(_student.Network);
        _student.Compact(Logger.None);

        Assert.NotSame(_tiny.Generator, _student.Network);
        Assert.True(Count(_student.Network) < Count(_tiny.Generator));
        Assert.InRange((Output(_student.Network) - before).abs().max().item<float>(), 0, 1e-5f);
    }

    [Fact]
    public void The_moments_of_what_is_left_stay_and_so_do_those_of_the_discriminator_and_its_pool()
    {
        using var scope = NewDisposeScope();
        Train(3);
        var before = State();
        var left = Leave(1);
        var after = State();

        Assert.Equal(
            before.Keys.Where(static key => !key.StartsWith("optimizer.generator", StringComparison.Ordinal)),
            after.Keys.Where(static key => !key.StartsWith("optimizer.generator", StringComparison.Ordinal))
        );
        var sliced = 0;
        foreach (var (key, tensor) in after)
        {
            var name = left.Dense.Parameters().FirstOrDefault(entry =>
                key.StartsWith($"optimizer.generator.{entry.Name}.", StringComparison.Ordinal)
                || key.StartsWith($"optimizer.channel-pruning.{entry.Name}.", StringComparison.Ordinal)
            );
            var isMoment = name.Name is not null && !key.EndsWith(".step", StringComparison.Ordinal);
            Assert.True(tensor.Equals(isMoment ? left.Slice(name.Name!, before[key]) : before[key]), key);
            sliced += isMoment && tensor.numel() < before[key].numel() ? 1 : 0;
        }

        Assert.True(sliced > 0);
    }

    [Fact]
    public void With_the_others_written_back_the_dense_generator_computes_what_is_trained()
    {
        using var scope = NewDisposeScope();
        Train(2);
        Leave(1);
        Train(3);
        Leave(2);
        Train(3);

        _student.Gather();

        Assert.InRange(
            (Output(_student.Network) - Output(_tiny.Generator)).abs().max().item<float>(),
            0,
            1e-5f
        );
    }

    [Fact]
    public void Steps_after_a_compaction_are_those_of_the_network_that_kept_the_channels()
    {
        using var scope = NewDisposeScope();
        using var other = TinyObjective.Plain();
        using var whole = other.Compacting();
        using var tiny = TinyObjective.Plain();
        using var student = tiny.Compacting();
        foreach (var generator in new[] { whole, student })
        {
            Silence(generator.Network, 1);
        }

        student.Compact(Logger.None);
        student.Compact(Logger.None);
        var (one, two) = (tiny.Step(student.Objective, 0), other.Step(whole.Objective, 0));

        Assert.True(Count(student.Network) < Count(whole.Network));
        foreach (var column in new[] { "lossG", "lossGan", "distillation", "lossD" })
        {
            Assert.Equal(two[column], one[column], 1e-5);
        }
    }

    [Fact]
    public void A_term_that_may_hold_something_for_each_channel_and_cannot_follow_hinders()
    {
        Assert.Null(_student.Hindrance);

        using var tiny = new TinyObjective(new Stubborn());
        using var student = tiny.Compacting();

        Assert.Equal("stubborn", student.Hindrance?.Name);
    }

    [Fact]
    public void Channels_that_a_term_holds_stay()
    {
        using var tiny = new TinyObjective(new Holding());
        using var student = tiny.Compacting();
        Silence(student.Network, 1);
        student.Compact(Logger.None);
        student.Compact(Logger.None);

        Assert.Same(tiny.Generator, student.Network);
    }

    [Fact]
    public void A_term_that_fails_to_follow_is_named()
    {
        using var tiny = new TinyObjective(new Failing());
        using var student = tiny.Compacting();
        Silence(student.Network, 1);
        student.Compact(Logger.None);

        var fault = Assert.ThrowsAny<Exception>(() => student.Compact(Logger.None));

        Assert.Contains("failing", fault.Message, StringComparison.Ordinal);
        Assert.Contains("compact", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Out of ideas.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_left_leaves_no_tensors_behind()
    {
        Train(2);
        Leave(1);
        Train(2);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        // In as many steps as there are channels to lose.
        for (var round = 2; round < 4; round++)
        {
            Leave(round);
            Train(10);
        }

        // What other threads have made and this one disposed counts below zero.
        Assert.InRange(DisposeScopeManager.Statistics.ThreadTotalLiveCount, long.MinValue, before);
    }

    private void Train(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            _tiny.Step(_student.Objective, _step++);
        }
    }

    private ChannelCompaction Leave(int channel)
    {
        Silence(channel);
        _student.Compact(Logger.None);
        var before = Count(_student.Network);
        _student.Compact(Logger.None);
        Assert.True(Count(_student.Network) < before);
        return _student.Left;
    }

    private Dictionary<string, Tensor> State() =>
        _student.Objective.State().ToDictionary(static entry => entry.Key, static entry => entry.Value.clone());

    private void Silence(int channel) => Silence(_student.Network, channel);

    // The first channel that is not silent yet, of the norm of that number.
    private static void Silence(GraphModule generator, int number)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var norms = ChannelMap.Of(generator.Graph).PrunableNorms;
        var norm = norms[number % norms.Count];
        generator.Tensors[$"{norm}.weight"][0] = 0f;
        generator.Tensors[$"{norm}.bias"][0] = 0f;
    }

    private Tensor Output(GraphModule generator)
    {
        using var noGrad = no_grad();
        var observing = generator.Observing;
        generator.Observing = false;
        var output = generator.forward(_tiny.Images);
        generator.Observing = observing;
        return output;
    }

    private static long Count(GraphModule generator) =>
        generator.Trained().Sum(static entry => entry.Parameter.numel());

    private class Silent : ICompressionTerm
    {
        public double Weight => 1;

        public Tensor? Loss(StepContext step) => null;
    }

    private sealed class Stubborn : Silent, INamedTerm, ITapsLayers
    {
        public string Name => "stubborn";

        public IReadOnlyCollection<LayerTap> Taps(NetworkGraph student, NetworkGraph teacher) => [];
    }

    private sealed class Holding : Silent, INamedTerm, IFollowsCompaction
    {
        public string Name => "holding";

        public IEnumerable<int> Held(ChannelCompaction now, IReadOnlySet<int> silent) => silent;

        public void Follow(GraphModule generator, ChannelCompaction left, ChannelCompaction former) { }
    }

    private sealed class Failing : Silent, INamedTerm, IFollowsCompaction
    {
        public string Name => "failing";

        public void Follow(GraphModule generator, ChannelCompaction left, ChannelCompaction former) =>
            throw new InvalidOperationException("Out of ideas.");
    }
}
