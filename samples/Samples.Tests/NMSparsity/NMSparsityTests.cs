using GsFramework;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Terms;
using GsFramework.Tests.Graph;
using GsFramework.Tests.Plugins;
using Samples.NMSparsity;
using TorchSharp;
using static TorchSharp.torch;

namespace Samples.Tests.NMSparsity;

[Collection(nameof(LiveTensors))]
public sealed class NMSparsityTests : IDisposable
{
    private readonly GraphModule _generator = Live(Networks.CycleGan(width: 4, blocks: 1));

    public void Dispose() => _generator.Dispose();

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(1, 4)]
    [InlineData(3, 7)]
    public void Every_group_of_input_channels_keeps_its_largest_weights(int n, int m)
    {
        using var scope = NewDisposeScope();
        using var dense = _generator.CopyWeights();
        using var term = new NMSparsityTerm(new() { N = n, M = m });

        term.Constrain(_generator);

        var groups = 0;
        foreach (
            var (name, axis) in Kernels(_generator.Graph)
                .Where(kernel => _generator.Tensors[kernel.Name].shape[kernel.Axis] >= m)
        )
        {
            var (before, after) = (Channels(dense[name], axis), Channels(_generator.Tensors[name], axis));
            foreach (var (was, now) in before.Zip(after))
            {
                for (var first = 0; first < was.Length; first += m, groups++)
                {
                    var (whole, kept) = (
                        was[first..Math.Min(first + m, was.Length)],
                        now[first..Math.Min(first + m, was.Length)]
                    );
                    Assert.Equal(Math.Min(n, whole.Length), kept.Count(static weight => weight != 0));
                    Assert.Equal(
                        whole.OrderByDescending(Math.Abs).Take(n).Order(),
                        kept.Where(static weight => weight != 0).Order()
                    );
                }
            }
        }

        Assert.True(groups > 100);
    }

    [Fact]
    public void Kernels_that_read_too_few_channels_and_excepted_ones_stay_dense()
    {
        using var dense = _generator.CopyWeights();
        using var term = new NMSparsityTerm(new() { Except = ["model.1?.conv_block.1"] });

        term.Constrain(_generator);

        bool IsSame(string name) => dense[name].Equals(_generator.Tensors[name]);
        Assert.True(IsSame("model.1.weight"));
        Assert.True(IsSame("model.10.conv_block.1.weight"));
        Assert.False(IsSame("model.10.conv_block.5.weight"));
        Assert.All(
            _generator.Graph.Parameters().Where(static entry => entry.Parameter.Role != ParameterRole.Weight),
            entry => Assert.True(IsSame(entry.Name), entry.Name)
        );
    }

    [Fact]
    public void A_network_in_the_set_is_not_changed()
    {
        using var term = new NMSparsityTerm(new());
        term.Constrain(_generator);
        using var sparse = _generator.CopyWeights();

        term.Constrain(_generator);
        using var other = new NMSparsityTerm(new());
        other.Constrain(_generator);

        Assert.All(sparse, pair => Assert.True(pair.Value.Equals(_generator.Tensors[pair.Key]), pair.Key));
    }

    [Fact]
    public void A_step_is_that_of_the_paper()
    {
        // 1:2 of two channels, one output, one pixel: W = (1, 0.8), and gradients that bring the second one in.
        using var scope = NewDisposeScope();
        using var generator = Live(
            new GraphBuilder(2).Add("conv", new Conv2d(2, 1, KernelSize: 1, Bias: false)).Build()
        );
        var kernel = generator.Tensors["conv.weight"];
        Write(kernel, 1, 0.8f);
        using var term = new NMSparsityTerm(
            new()
            {
                N = 1,
                M = 2,
                Pull = 0.1,
            }
        );
        term.Constrain(generator);
        Assert.Equal([1, 0], Read(kernel));

        Step(-0.05f, 0.02f); // W = (0.95, 0.9·0.8 + 0.02)
        Assert.Equal([0.95f, 0], Read(kernel));
        Assert.Equal([0, 0.74f], Read(term.Tensors["conv.weight"]));
        Assert.Equal(0, Value("returned"));

        Step(-0.35f, 0.01f); // W = (0.6, 0.9·0.74 + 0.01)
        Assert.Equal([0, 0.676f], Read(kernel));
        Assert.Equal([0.6f, 0], Read(term.Tensors["conv.weight"]));
        Assert.Equal(0.5, Value("returned"));
        Assert.Equal(0.5, Value("zeros"));

        double Value(string name) => term.Values.Single(value => value.Key == name).Value;

        void Step(float first, float second)
        {
            using (no_grad())
            {
                kernel.add_(tensor(new[] { first, second }).reshape(1, 2, 1, 1));
            }

            term.AfterStep(Context(generator, step: 1, steps: 2));
        }
    }

    [Theory]
    [InlineData(2, 4, 0.0, "2222222222")]
    [InlineData(2, 4, 0.5, "3333322222")]
    [InlineData(1, 4, 1.0, "3333322221")]
    [InlineData(1, 2, 0.5, "1111111111")]
    public void The_kept_weights_fall_one_by_one(int n, int m, double share, string expected)
    {
        using var term = new NMSparsityTerm(
            new()
            {
                N = n,
                M = m,
                RampShare = share,
            }
        );

        Assert.Equal(expected, string.Concat(Enumerable.Range(0, 10).Select(step => term.Kept(step, 10))));
    }

    [Fact]
    public void Slimming_is_left_alone()
    {
        using var dense = _generator.CopyWeights();
        using var term = new NMSparsityTerm(new());

        term.AfterStep(Context(_generator, 0, 2, TrainingPhase.Slim));

        Assert.All(dense, pair => Assert.True(pair.Value.Equals(_generator.Tensors[pair.Key]), pair.Key));
        Assert.Empty(term.Values);
        Assert.Empty(term.Tensors);
    }

    [Fact]
    public void A_generator_with_nothing_to_choose_from_is_refused()
    {
        using var term = new NMSparsityTerm(new() { Layers = ["nothing*"] });

        Assert.Contains(
            "objective.terms.nm-sparsity",
            Assert.Throws<UserException>(() => term.Constrain(_generator)).Message,
            StringComparison.Ordinal
        );
        Assert.Equal("N", Assert.Single(new NMSparsityOptions { N = 4, M = 4 }.Faults()).Property);
    }

    [Fact]
    public void Steps_leave_no_tensor_behind_and_the_term_frees_its_own()
    {
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var term = new NMSparsityTerm(new());
        term.Constrain(_generator);

        LiveTensors.StayConstant(step => term.AfterStep(Context(_generator, step, 20)), steps: 20);
        term.Tensors = term.Tensors.ToDictionary();
        term.Dispose();

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static GraphModule Live(NetworkGraph graph)
    {
        using var weights = Networks.RandomWeights(graph, seed: 1);
        return new GraphModule(graph, weights);
    }

    /// <summary>The kernels of a network and their axes of input channels.</summary>
    internal static IEnumerable<(string Name, int Axis)> Kernels(NetworkGraph graph) =>
        from entry in graph.Parameters()
        where entry.Parameter.Role == ParameterRole.Weight
        select (entry.Name, entry.Node.Layer is ConvTranspose2d ? 0 : 1);

    /// <summary>The weights of a kernel along its input channels, for each output channel and pixel.</summary>
    internal static IEnumerable<float[]> Channels(Tensor kernel, int axis)
    {
        using var scope = NewDisposeScope();
        var rows = kernel.detach().movedim([axis], [3]).contiguous().reshape(-1, kernel.shape[axis]);
        return [.. rows.data<float>().ToArray().Chunk((int)kernel.shape[axis])];
    }

    private static StepContext Context(
        GraphModule generator,
        int step,
        int steps,
        TrainingPhase phase = TrainingPhase.FineTune
    )
    {
        var nothing = zeros(1);
        return new()
        {
            Phase = phase,
            Step = step,
            Steps = steps,
            Clock = new ScheduleClock(step, steps),
            LearningRateFactor = 1,
            Generator = generator,
            Input = nothing,
            Output = nothing,
            TeacherOutput = nothing,
        };
    }

    private static void Write(Tensor kernel, params float[] values)
    {
        using var noGrad = no_grad();
        kernel.copy_(tensor(values).reshape(kernel.shape));
    }

    private static float[] Read(Tensor kernel) =>
        [.. kernel.detach().data<float>().ToArray().Select(static value => MathF.Round(value, 5))];
}
