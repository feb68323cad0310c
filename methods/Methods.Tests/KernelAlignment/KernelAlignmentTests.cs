using GsFramework;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Terms;
using GsFramework.Tests.Graph;
using GsFramework.Tests.Plugins;
using Methods.KernelAlignment;
using Samples.Tests.AttentionTransfer;
using TorchSharp;
using static TorchSharp.torch;

namespace Methods.Tests.KernelAlignment;

[Collection(nameof(LiveTensors))]
public sealed class KernelAlignmentTests : IDisposable
{
    private readonly Compared _networks = new();
    private readonly LogSink _log = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _networks.Dispose();
    }

    [Fact]
    public void Alignment_and_gradient_are_those_of_the_official_step()
    {
        using var golden = new Golden("kernel-alignment");
        var student = golden["student"].clone().requires_grad_();

        var alignment = Alignment.Of(student, golden["teacher"]);
        (1 - alignment).backward();

        Assert.Equal(golden.Number("alignment"), alignment.item<float>(), 1e-5);
        Golden.Same(golden["gradient"], student.grad!);
    }

    [Fact]
    public void Kernels_in_proportion_are_aligned_whatever_the_order_of_channels_and_places()
    {
        var features = randn(3, 4, 5, 5);

        Assert.Equal(1, Alignment.Of(features, -7 * features.flip(1).flip(3)).item<float>(), 1e-5);
        Assert.InRange(Alignment.Of(features, randn(3, 2, 8, 8)).item<float>(), 0.1, 0.999);
    }

    [Fact]
    public void A_silent_layer_has_no_alignment_and_a_finite_gradient()
    {
        var silent = zeros(3, 4, 5, 5).requires_grad_();

        var alignment = Alignment.Of(silent, randn(3, 4, 5, 5));
        alignment.backward();

        Assert.Equal(0, alignment.item<float>());
        Assert.True(silent.grad!.isfinite().all().item<bool>());
    }

    [Fact]
    public void The_loss_is_what_each_compared_layer_lacks()
    {
        var term = Term();
        var step = _networks.Step(term, Images(3));

        var loss = term.Loss(step)!.item<float>();

        Assert.Equal(
            ["model.10", "model.11", "model.9"],
            step.Features.Keys.Select(static tap => tap.Teacher).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            step.Features.Values.Sum(static pair => 1 - Alignment.Of(pair.Student, pair.Teacher).item<float>()),
            loss,
            1e-4
        );
        Assert.InRange(loss, 0.001, 3);
    }

    [Fact]
    public void A_student_that_is_its_teacher_has_no_loss()
    {
        using var same = new Compared(_networks.Student.Graph, _networks.Student.Graph);
        same.Student.LoadWeights(same.Teacher.Tensors);
        var term = Term();

        Assert.Equal(0, term.Loss(same.Step(term, Images(2)))!.item<float>(), 1e-5);
    }

    [Theory]
    [InlineData(1, "model.9 model.10")]
    [InlineData(3, "model.9 model.10 model.11 model.12")]
    [InlineData(9, "model.9 model.12 model.15 model.18")]
    public void Compared_is_what_enters_the_trunk_and_leaves_its_thirds(int blocks, string layers) =>
        Assert.Equal(layers.Split(' '), Names(Networks.CycleGan(width: 1, blocks)));

    [Fact]
    public void Layers_that_the_teacher_does_not_have_are_passed_over_on_the_way_to_the_entrance()
    {
        var graph = new GraphBuilder(3)
            .Add("conv", new Conv2d(3, 4, KernelSize: 1))
            .Add("conv.output_quantizer", new AffineQuantizer(8))
            .Add("former.shift", new ChannelShift(4))
            .Add("branch", new Conv2d(4, 4, KernelSize: 1))
            .Add("block", new Add(), "former.shift", "branch")
            .Build();

        Assert.Equal(["conv", "block"], Names(graph));
    }

    [Fact]
    public void Layers_may_be_named_by_patterns_and_a_wrong_one_is_told()
    {
        var term = Term("model.1?", "modle.9");

        Assert.Equal("model.10", term.Taps(_networks.Student.Graph, _networks.Teacher.Graph).First().Student);
        var fault = Assert.Throws<UserException>(() => term.Loss(_networks.Step(term, Images(2))));
        Assert.Contains("no layer of the generator matches 'modle.9'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_generator_without_blocks_is_refused_while_it_is_slimmed_and_has_no_loss_after()
    {
        using var bare = Compared.Live(
            new GraphBuilder(3).Add("conv", new Conv2d(3, 3, KernelSize: 1)).Build(),
            seed: 1
        );
        var term = Term();

        Assert.Throws<UserException>(() => term.Loss(_networks.Step(term, Images(2), TrainingPhase.Slim, bare)));
        for (var step = 0; step < 3; step++)
        {
            Assert.Null(term.Loss(_networks.Step(term, Images(2), TrainingPhase.FineTune, bare)));
        }

        Assert.Single(_log.Messages, static line => line.Contains("has nothing to compare", StringComparison.Ordinal));
    }

    [Fact]
    public void One_image_by_itself_is_like_nothing()
    {
        var term = Term();

        var fault = Assert.Throws<UserException>(() => term.Loss(_networks.Step(term, Images(1))));

        Assert.Contains("data.batchSize", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_leave_no_tensor_behind()
    {
        var term = Term();
        var images = Images(2);

        LiveTensors.StayConstant(_ => term.Loss(_networks.Step(term, images))!.backward(), steps: 20);
    }

    private static Tensor Images(int count) => Networks.Image(32, seed: 4, count);

    private KernelAlignmentTerm Term(params string[] layers) => new(new() { Layers = layers }, _log.Logger);

    private IEnumerable<string> Names(NetworkGraph graph) =>
        Term().Taps(graph, graph).Select(static tap => tap.Student);
}
