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
        var pair = new LayerTap("model.1", "model.4");
        var (first, second) = (new Tapping("model.10", "model.1", pair), new Tapping("model.1", "model.4"));
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

        Assert.Equal(["model.1", "model.1 → model.4", "model.10", "model.4"], Names(second));
        foreach (var (layer, (student, teacher, flows)) in first.Seen)
        {
            Assert.Equal(own[layer.Student].data<float>().ToArray(), student);
            Assert.Equal(wanted[layer.Teacher].data<float>().ToArray(), teacher);
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
    public void A_pair_names_the_side_that_lacks_a_layer_and_the_layer_on_the_other()
    {
        var fault = Assert.ThrowsAny<UserException>(() => Objective(new Tapping(new LayerTap("model.1", "modl.4"))));

        Assert.Contains(
            "ompression term 'tapping', taps: the teacher has no layer 'modl.4', which the term pairs with 'model.1' "
                + "of the generator; did you mean 'model.4'?",
            fault.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_pair_without_a_layer_is_refused()
    {
        var fault = Assert.ThrowsAny<UserException>(() => Objective(new Tapping(new LayerTap("model.1", null!))));

        Assert.Contains("taps: it names no layer in one of its pairs.", fault.Message, StringComparison.Ordinal);
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
        Assert.True(GuardedTerms.Of(new Tapping()).TapsNothing(_student.Graph, _teacher.Graph));
        Assert.False(GuardedTerms.Of(new Tapping("model.1")).TapsNothing(_student.Graph, _teacher.Graph));
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

    private static string[] Names(Tapping term) =>
        [.. term.Seen.Keys.Select(static tap => $"{tap}").Order(StringComparer.Ordinal)];

    private static GraphModule Live(int width, int seed, int blocks = 1)
    {
        var graph = Networks.CycleGan(width, blocks);
        using var weights = Networks.RandomWeights(graph, seed);
        return new GraphModule(graph, weights);
    }

    private sealed class Tapping(params LayerTap[] layers) : ICompressionTerm, ITapsLayers
    {
        public double Weight => 1;

        public Dictionary<LayerTap, (float[] Student, float[] Teacher, (bool, bool) Flows)> Seen { get; } = [];

        public IReadOnlyCollection<LayerTap> Taps(NetworkGraph student, NetworkGraph teacher) => layers;

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

        public IReadOnlyCollection<LayerTap> Taps(NetworkGraph student, NetworkGraph teacher) => ["model.1"];

        public Tensor Loss(StepContext step) =>
            (step.Features["model.1"].Student - step.Features["model.1"].Teacher).square().mean();
    }
}
