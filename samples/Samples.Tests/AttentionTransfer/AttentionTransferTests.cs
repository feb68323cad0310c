using GsFramework;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Terms;
using GsFramework.Tests.Graph;
using GsFramework.Tests.Plugins;
using Samples.AttentionTransfer;
using Samples.UNet;
using TorchSharp;
using static TorchSharp.torch;

namespace Samples.Tests.AttentionTransfer;

[Collection(nameof(LiveTensors))]
public sealed class AttentionTransferTests : IDisposable
{
    private readonly Compared _networks = new();
    private readonly LogSink _log = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _networks.Dispose();
    }

    public static TheoryData<string> Terms => ["attention-transfer", "similarity-preserving"];

    [Fact]
    public void Attention_is_compared_by_the_angle_between_the_maps_of_the_residual_blocks()
    {
        var step = _networks.Step(new AttentionTransferTerm(new(), _log.Logger), Images(3));

        var loss = new AttentionTransferTerm(new(), _log.Logger).Loss(step)!.item<float>();

        Assert.Equal(["model.10", "model.11"], step.Features.Keys.Select(static tap => tap.Student).Order());
        var expected = step
            .Features.Values.Select(static pair =>
            {
                var (own, wanted) = (pair.Student.square().sum(1).flatten(1), pair.Teacher.square().sum(1).flatten(1));
                return (2 - (2 * (own * wanted).sum(1) / (own.norm(1) * wanted.norm(1)))).mean().item<float>();
            })
            .Average();
        Assert.Equal(expected, loss, 1e-5);
        Assert.InRange(loss, 0.001, 2);
    }

    [Fact]
    public void Similarities_are_the_unit_rows_of_the_products_between_images()
    {
        var step = _networks.Step(new SimilarityTerm(new(), _log.Logger), Images(3));

        var loss = new SimilarityTerm(new(), _log.Logger).Loss(step)!.item<float>();

        Tensor Rows(Tensor features)
        {
            var products = zeros(3, 3);
            for (var i = 0; i < 3; i++)
            {
                for (var j = 0; j < 3; j++)
                {
                    products[i, j] = (features[i] * features[j]).sum();
                }
            }

            return products / products.square().sum([1], keepdim: true).sqrt();
        }

        var expected = step
            .Features.Values.Select(pair => (Rows(pair.Student) - Rows(pair.Teacher)).square().sum().item<float>() / 3)
            .Average();
        Assert.Equal(expected, loss, 1e-5);
        Assert.True(loss > 0.001, $"{loss}");
    }

    [Theory]
    [MemberData(nameof(Terms))]
    public void A_student_that_is_its_teacher_has_no_loss(string key)
    {
        using var same = new Compared(_networks.Student.Graph, _networks.Student.Graph);
        same.Student.LoadWeights(same.Teacher.Tensors);

        Assert.Equal(0, Loss(key, same, Images(2)), 1e-6);
    }

    [Theory]
    [MemberData(nameof(Terms))]
    public void A_batch_that_is_there_twice_has_the_same_loss(string key)
    {
        var images = Images(3);

        Assert.Equal(Loss(key, _networks, images), Loss(key, _networks, cat([images, images], 0)), 1e-5);
    }

    [Theory]
    [MemberData(nameof(Terms))]
    public void Its_gradient_moves_the_student_towards_the_teacher_and_never_the_teacher(string key)
    {
        var term = Term(key);
        var images = Images(3);
        var loss = term.Loss(_networks.Step((ITapsLayers)term, images))!;
        loss.backward();

        Assert.All(_networks.Teacher.Trained(), static entry => Assert.Null(entry.Parameter.grad));
        using (no_grad())
        {
            foreach (
                var (_, parameter) in _networks
                    .Student.Trained()
                    .Where(static entry => entry.Parameter.grad is not null)
            )
            {
                parameter.sub_(parameter.grad! * 1e-3);
            }
        }

        Assert.True(Loss(key, _networks, images) < loss.item<float>());
    }

    [Theory]
    [MemberData(nameof(Terms))]
    public void A_network_that_is_black_everywhere_gives_a_finite_gradient(string key)
    {
        using (no_grad())
        {
            foreach (var (_, parameter) in _networks.Student.Trained())
            {
                parameter.zero_();
            }
        }

        var term = Term(key);
        term.Loss(_networks.Step((ITapsLayers)term, Images(2)))!.backward();

        Assert.All(_networks.Student.Trained(), static entry =>
            Assert.True(entry.Parameter.grad is null || entry.Parameter.grad.isfinite().all().item<bool>())
        );
    }

    [Fact]
    public void A_generator_without_residual_blocks_is_compared_at_its_skip_connections()
    {
        var graph = new Samples.UNet.UNet(new UNetOptions { Width = 1, Downs = 5 }).Create();

        Assert.Equal(
            graph.Nodes.Where(static node => node.Layer is Concat).Select(static node => node.Name),
            ((ITapsLayers)Term("attention-transfer")).Taps(graph, graph).Select(static tap => tap.Student)
        );
    }

    [Fact]
    public void Layers_are_chosen_by_pattern()
    {
        var term = new AttentionTransferTerm(new() { Layers = ["model.1?", "*.conv_block.2"] }, _log.Logger);

        Assert.Equal(
            [
                "model.10.conv_block.2",
                "model.10",
                "model.11.conv_block.2",
                "model.11",
                "model.12",
                "model.13",
                "model.14",
                "model.15",
                "model.16",
                "model.17",
                "model.18",
                "model.19",
            ],
            term.Taps(_networks.Student.Graph, _networks.Teacher.Graph).Select(static tap => tap.Student)
        );
    }

    [Fact]
    public void A_pattern_that_no_layer_matches_is_named_in_the_first_step()
    {
        var term = new AttentionTransferTerm(new() { Layers = ["model.10", "modle.11"] }, _log.Logger);

        var fault = Assert.Throws<UserException>(() => term.Loss(_networks.Step(term, Images(2))));

        Assert.Contains(
            "objective.terms.attention-transfer.layers: no layer of the generator matches 'modle.11'",
            fault.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Blocks_that_pruning_took_out_are_no_longer_compared_in_fine_tuning()
    {
        using var bare = Compared.Live(
            new GraphBuilder(3).Add("conv", new Conv2d(3, 3, KernelSize: 1)).Build(),
            seed: 1
        );
        var term = Term("attention-transfer");

        for (var step = 0; step < 3; step++)
        {
            Assert.Null(term.Loss(_networks.Step((ITapsLayers)term, Images(2), TrainingPhase.FineTune, bare)));
        }

        Assert.Single(_log.Messages, static line => line.Contains("has nothing to compare", StringComparison.Ordinal));
    }

    [Fact]
    public void Maps_of_two_sizes_are_refused()
    {
        using var other = new Compared(Net(stride: 1), Net(stride: 2));
        var term = new AttentionTransferTerm(new() { Layers = ["conv"] }, _log.Logger);

        var fault = Assert.Throws<UserException>(() => term.Loss(other.Step(term, Images(2))));

        Assert.Contains(
            "'conv' makes 32x32 pixels in the generator and 16x16 in the teacher",
            fault.Message,
            StringComparison.Ordinal
        );

        static NetworkGraph Net(int stride) =>
            new GraphBuilder(3).Add("conv", new Conv2d(3, 3, KernelSize: 3, Stride: stride, Padding: 1)).Build();
    }

    [Fact]
    public void One_image_alone_is_like_nothing()
    {
        var term = Term("similarity-preserving");

        var fault = Assert.Throws<UserException>(() => term.Loss(_networks.Step((ITapsLayers)term, Images(1))));

        Assert.Contains("data.batchSize", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Terms))]
    public void Steps_leave_no_tensor_behind(string key)
    {
        var term = Term(key);
        var images = Images(2);

        LiveTensors.StayConstant(_ => term.Loss(_networks.Step((ITapsLayers)term, images))!.backward(), steps: 20);
    }

    private static Tensor Images(int count) => Networks.Image(32, seed: 4, count);

    private ICompressionTerm Term(string key) =>
        key == "attention-transfer"
            ? new AttentionTransferTerm(new(), _log.Logger)
            : new SimilarityTerm(new(), _log.Logger);

    private float Loss(string key, Compared networks, Tensor images)
    {
        using var noGrad = no_grad();
        var term = Term(key);
        return term.Loss(networks.Step((ITapsLayers)term, images))!.item<float>();
    }
}
