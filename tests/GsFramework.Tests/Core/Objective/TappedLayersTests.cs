using GsFramework.Core.Composition.Guards;
using GsFramework.Core.Objective;
using GsFramework.Graph;
using GsFramework.Terms;
using GsFramework.Tests.Core.Composition.Guards;
using GsFramework.Tests.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Objective;

/// <summary>What a term sees of the layers that it taps.</summary>
public sealed class TappedLayersTests : IDisposable
{
    private readonly GraphModule _student = Live(width: 2, seed: 1);
    private readonly GraphModule _teacher = Live(width: 4, seed: 2);

    public void Dispose()
    {
        _student.Dispose();
        _teacher.Dispose();
    }

    [Fact]
    public void They_are_the_students_and_the_teachers_for_the_images_of_the_step()
    {
        using var scope = NewDisposeScope();
        var (first, second) = (new Tapping("model.10", "model.1"), new Tapping("model.1", "model.4"));
        var images = Networks.Image(16, seed: 3);
        using var objective = Objective(first, second);
        _teacher.RequireGradients(false);
        IReadOnlyDictionary<string, Tensor> own;
        IReadOnlyDictionary<string, Tensor> wanted;
        using (no_grad())
        {
            own = _student.Forward(images, ["model.1", "model.4", "model.10"]).Taps;
            wanted = _teacher.Forward(images, ["model.1", "model.4", "model.10"]).Taps;
        }

        // As if another network had made the outputs that are kept: they say nothing of the layers.
        var outputs = zeros_like(images);
        objective.Step(new TrainingBatch(images, outputs, outputs), 0, 1, new ScheduleClock(0, 1));

        Assert.Equal(3, second.Seen.Count);
        foreach (var (layer, (student, teacher, flows)) in first.Seen)
        {
            Assert.Equal(own[layer].data<float>().ToArray(), student);
            Assert.Equal(wanted[layer].data<float>().ToArray(), teacher);
            Assert.Equal((true, false), flows);
        }
    }

    [Fact]
    public void A_layer_that_one_of_the_networks_lacks_is_named_with_the_term()
    {
        var fault = Assert.ThrowsAny<UserException>(() => Objective(new Tapping("model.1", "model.99")));

        Assert.Contains(
            "ompression term 'tapping', taps: the generator has no layer 'model.99'",
            fault.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_layer_that_pruning_has_taken_out_is_not_taken_for_a_wrong_name()
    {
        using var larger = Live(width: 4, seed: 2, blocks: 2);

        var fault = Assert.ThrowsAny<UserException>(() =>
            GuardedTerms.Of(new Tapping("model.11.conv_block.1")).Taps(_student.Graph, larger.Graph)
        );

        Assert.Contains(
            "no layer 'model.11.conv_block.1', which the teacher has: pruning may take whole blocks out.",
            fault.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_term_that_looks_at_layers_and_finds_none_is_known()
    {
        Assert.True(GuardedTerms.Of(new Tapping()).TapsNothing(_student.Graph));
        Assert.False(GuardedTerms.Of(new Tapping("model.1")).TapsNothing(_student.Graph));
    }

    [Fact]
    public void A_layer_whose_name_is_nearly_right_is_suggested_and_some_names_are_listed()
    {
        var fault = Assert.ThrowsAny<UserException>(() => Objective(new Tapping("modl.10")));

        Assert.Contains(
            $"no layer 'modl.10'; did you mean 'model.10'? There are {_student.Graph.Nodes.Count}, such as model.10, ",
            fault.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_term_that_forgets_that_channels_are_pruned_is_told_so_in_fine_tuning()
    {
        using var scope = NewDisposeScope();
        var images = Networks.Image(16, seed: 3);
        using var objective = Objective(TrainingPhase.FineTune, new EqualShapes());

        var fault = Assert.ThrowsAny<UserException>(() =>
            objective.Step(new TrainingBatch(images, images, images), 0, 1, new ScheduleClock(0, 1))
        );

        Assert.Contains(
            "ompression term 'equal-shapes', step 0 of finetune: ",
            fault.Message,
            StringComparison.Ordinal
        );
        Assert.Contains(GuardedTerm.FewerChannels, fault.Message, StringComparison.Ordinal);
        Assert.Contains("objective.terms.equal-shapes.enabled = false", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    private MinimaxObjective Objective(params ICompressionTerm[] terms) => Objective(TrainingPhase.Slim, terms);

    private MinimaxObjective Objective(TrainingPhase phase, params ICompressionTerm[] terms)
    {
        var adam = new OptimizerSettings(OptimizerKind.Adam, 1e-3, 0.5);
        return new MinimaxObjective(
            _student,
            _teacher,
            discriminator: null,
            adversarial: null!,
            [.. terms.Select(GuardedTerms.Of)],
            new ObjectiveSettings(phase, 1, 1, 0, adam, adam)
        );
    }

    private static GraphModule Live(int width, int seed, int blocks = 1)
    {
        var graph = Networks.CycleGan(width, blocks);
        using var weights = Networks.RandomWeights(graph, seed);
        return new GraphModule(graph, weights);
    }

    private sealed class Tapping(params string[] layers) : ICompressionTerm, ITapsLayers
    {
        public double Weight => 1;

        public Dictionary<string, (float[] Student, float[] Teacher, (bool, bool) Flows)> Seen { get; } = [];

        public IReadOnlyCollection<string> Taps(NetworkGraph generator) => layers;

        public Tensor Loss(StepContext step)
        {
            foreach (var (layer, (student, teacher)) in step.Features)
            {
                Seen[layer] = (
                    student.detach().data<float>().ToArray(),
                    teacher.data<float>().ToArray(),
                    (student.requires_grad, teacher.requires_grad)
                );
            }

            return step.Features[layers[0]].Student.mean();
        }
    }

    private sealed class EqualShapes : ICompressionTerm, ITapsLayers
    {
        public double Weight => 1;

        public IReadOnlyCollection<string> Taps(NetworkGraph generator) => ["model.1"];

        public Tensor Loss(StepContext step) =>
            (step.Features["model.1"].Student - step.Features["model.1"].Teacher).square().mean();
    }
}
