using GsFramework.Distillation;
using GsFramework.Distillation.Distances;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Models.Discriminators;
using GsFramework.Terms;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Plugins.Distillation;

[Collection(nameof(LiveTensors))]
public sealed class DiscriminatorFeatureTests : IDisposable
{
    private readonly GraphModule _discriminator = Network(
        new PatchGan(new PatchGanOptions { Width = 4, Layers = 2 }).Create()
    );

    public void Dispose() => _discriminator.Dispose();

    [Fact]
    public void It_is_the_content_of_one_activation_and_the_style_of_the_first_ones()
    {
        using var scope = NewDisposeScope();
        var (output, teacher) = (rand(2, 3, 32, 32), rand(2, 3, 32, 32));

        var loss = Loss(
            new()
            {
                ContentLayer = 2,
                StyleLayers = 3,
                StyleWeight = 7,
            },
            output,
            teacher
        );

        string[] layers =
        [
            .. _discriminator
                .Graph.Nodes.Where(static node => node.Layer is Activation)
                .Select(static node => node.Name),
        ];
        Assert.Equal(3, layers.Length);
        var (own, wanted) = (_discriminator.Forward(output, layers).Taps, _discriminator.Forward(teacher, layers).Taps);
        var expected =
            (own[layers[1]] - wanted[layers[1]]).abs().mean().item<float>()
            + (
                7
                * layers.Sum(layer =>
                    (PerceptualDistance.Gram(own[layer]) - PerceptualDistance.Gram(wanted[layer]))
                        .square()
                        .mean()
                        .item<float>()
                )
            );
        Assert.Equal(expected, loss.item<float>(), 1e-5 * expected);
    }

    [Fact]
    public void Equal_images_have_none_and_the_student_is_drawn_to_the_teacher_but_the_discriminator_is_not_trained()
    {
        using var scope = NewDisposeScope();
        var teacher = rand(2, 3, 32, 32);
        var output = zeros(2, 3, 32, 32, requires_grad: true);

        Assert.Equal(0, Loss(new(), teacher, teacher).item<float>());
        var loss = Loss(new(), output, teacher);
        loss.backward();

        Assert.True(output.grad!.abs().sum().item<float>() > 0);
        Assert.All(_discriminator.Trained(), static entry => Assert.Null(entry.Parameter.grad));
        using (no_grad())
        {
            output.sub_(output.grad! * (1e-3 / output.grad!.abs().max().item<float>()));
        }

        Assert.True(Loss(new(), output, teacher).item<float>() < loss.item<float>());
    }

    [Fact]
    public void Fewer_activations_than_asked_for_are_all_taken()
    {
        using var scope = NewDisposeScope();

        Assert.True(
            Loss(new() { ContentLayer = 50, StyleLayers = 50 }, rand(1, 3, 32, 32), rand(1, 3, 32, 32)).item<float>()
                > 0
        );
    }

    [Fact]
    public void A_discriminator_without_activations_is_refused()
    {
        using var bare = Network(new GraphBuilder(3).Add("conv", new Conv2d(3, 1, KernelSize: 3, Padding: 1)).Build());

        var fault = Assert.Throws<UserException>(() => Loss(new(), rand(1, 3, 8, 8), rand(1, 3, 8, 8), bare));

        Assert.Contains("discriminator-features", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_leave_no_tensor_behind()
    {
        var term = new DiscriminatorFeatureTerm(new());
        using var run = new TinyRun(seed: 1, steps: 60);

        LiveTensors.StayConstant(step =>
            term.Loss(Context(run, run.Generator.forward(run.Images), run.Images, _discriminator, step)).backward()
        );
    }

    private static GraphModule Network(NetworkGraph graph)
    {
        using var weights = GraphWeights.Initialize(graph, seed: 3);
        var network = new GraphModule(graph, weights);
        network.eval();
        network.RequireGradients(false);
        return network;
    }

    private Tensor Loss(
        DiscriminatorFeatureOptions options,
        Tensor output,
        Tensor teacher,
        GraphModule? discriminator = null
    )
    {
        using var run = new TinyRun(seed: 1, steps: 1);
        return new DiscriminatorFeatureTerm(options).Loss(
            Context(run, output, teacher, discriminator ?? _discriminator, 0)
        );
    }

    private static StepContext Context(
        TinyRun run,
        Tensor output,
        Tensor teacher,
        GraphModule discriminator,
        int step
    ) =>
        new()
        {
            Phase = TrainingPhase.FineTune,
            Step = step,
            Steps = run.Steps,
            Clock = new ScheduleClock(step, run.Steps),
            LearningRateFactor = 1,
            Generator = run.Generator,
            Input = run.Images,
            Output = output,
            TeacherOutput = teacher,
            TeacherDiscriminator = discriminator,
        };
}
