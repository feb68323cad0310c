using GsFramework.Core.Objective;
using GsFramework.Graph;
using GsFramework.Terms;
using GsFramework.Tests.Core.Composition.Guards;
using GsFramework.Tests.Plugins;
using Serilog.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Objective;

/// <summary>Parameters that belong to terms.</summary>
[Collection(nameof(LiveTensors))]
public sealed class OwnedParametersTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(OptimizerKind.Adam)]
    [InlineData(OptimizerKind.Sgd)]
    public void They_are_trained_with_the_generator_which_does_not_get_them(OptimizerKind kind)
    {
        using var small = new SmallObjective(new OwningTerm(kind: kind));
        var names = small.Generator.Tensors.Keys.ToArray();
        var before = Copies(small.Objective);

        var first = small.Step(0)["owning"];
        for (var step = 1; step < 5; step++)
        {
            small.Step(step);
        }

        Assert.NotEmpty(Owned(before));
        Assert.All(Owned(before), entry =>
            Assert.False(entry.Value.Equals(Owned(Copies(small.Objective))[entry.Key]), entry.Key)
        );
        Assert.True(small.Step(5)["owning"] < first);
        Assert.Equal(names, small.Generator.Tensors.Keys);
        Assert.Equal(names.Order(), small.Generator.CopyWeights().Keys.Order());
    }

    [Theory]
    [InlineData(OptimizerKind.Adam)]
    [InlineData(OptimizerKind.Sgd)]
    public void With_their_moments_from_a_checkpoint_the_next_steps_are_the_same_to_the_bit(OptimizerKind kind)
    {
        using var whole = new SmallObjective(new OwningTerm(kind: kind));
        for (var step = 0; step < 3; step++)
        {
            whole.Step(step);
        }

        var (state, weights) = (Copies(whole.Objective), whole.Generator.CopyWeights());
        using var resumed = new SmallObjective(new OwningTerm(kind: kind));
        resumed.Generator.LoadWeights(weights);
        resumed.Objective.Load(state);
        for (var step = 3; step < 6; step++)
        {
            Assert.Equal(whole.Step(step), resumed.Step(step));
        }

        var (one, two) = (Copies(whole.Objective), Copies(resumed.Objective));
        Assert.Equal(one.Keys, two.Keys);
        Assert.All(one, entry => Assert.True(entry.Value.Equals(two[entry.Key]), entry.Key));
    }

    [Fact]
    public void What_they_begin_with_depends_on_seed_term_and_phase_and_on_nothing_that_others_draw()
    {
        var first = Initial();
        _ = rand(7);

        Assert.Equal(first, Initial());
        Assert.NotEqual(first, Initial(seed: 2));
        Assert.NotEqual(first, Initial(name: "other"));
        Assert.NotEqual(first, Initial(phase: TrainingPhase.FineTune));
    }

    [Fact]
    public void A_term_sees_its_own_and_one_that_owns_none_sees_none()
    {
        var (one, two) = (new OwningTerm("one"), new OwningTerm("two"));
        string[]? others = null;
        var plain = new FunctionTerm("plain", static step => step.Output.mean(), step => others = [.. step.Owned.Keys]);
        using var small = new SmallObjective(one, two, plain);

        small.Step(0);

        Assert.NotEmpty(one.Seen);
        Assert.Equal(one.Seen, two.Seen);
        Assert.NotNull(others);
        Assert.Empty(others);
        var state = Owned(Copies(small.Objective));
        Assert.Equal(2 * one.Seen.Count, state.Count);
        Assert.False(state[$"owned.one.{one.Seen.First()}"].Equals(state[$"owned.two.{one.Seen.First()}"]));
    }

    [Fact]
    public void A_phase_without_loss_leaves_them_as_they_are()
    {
        using var small = new SmallObjective(
            new Idle(),
            new FunctionTerm("plain", static step => step.Output.square().mean())
        );
        var before = Owned(Copies(small.Objective));

        small.Step(0);

        Assert.All(before, entry => Assert.True(entry.Value.Equals(Owned(Copies(small.Objective))[entry.Key])));
    }

    [Fact]
    public void A_gradient_of_theirs_that_is_no_number_names_the_term_and_updates_nothing()
    {
        using var small = new SmallObjective(
            new FunctionTerm("sound", static step => step.Output.square().mean()),
            new Rooted()
        );
        var before = Copies(small.Objective);
        var weights = small.Generator.CopyWeights();

        var fault = Assert.ThrowsAny<UserException>(() => small.Step(0));

        Assert.Contains(
            "term 'rooted', step 0 of slim: the loss is a number, but its gradient",
            fault.Message,
            StringComparison.Ordinal
        );
        Assert.All(weights, entry => Assert.True(entry.Value.Equals(small.Generator.Tensors[entry.Key]), entry.Key));
        Assert.All(before, entry => Assert.True(entry.Value.Equals(Copies(small.Objective)[entry.Key]), entry.Key));
    }

    [Fact]
    public void A_term_that_disposes_one_is_named()
    {
        using var small = new SmallObjective(new Disposing());

        var fault = Assert.ThrowsAny<UserException>(() => small.Step(0));

        Assert.Contains(
            "term 'disposing', step 0 of slim: it disposed a tensor of the step",
            fault.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_checkpoint_in_which_one_has_another_shape_is_refused()
    {
        using var small = new SmallObjective(new OwningTerm());
        var state = Copies(small.Objective);
        var key = Owned(state).Keys.First();
        state[key] = ones(1);

        var fault = Assert.Throws<GraphException>(() => small.Objective.Load(state));

        Assert.Contains($"'{key}' is [1], the term wants [", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void They_leave_no_tensor_behind()
    {
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (NewDisposeScope())
        using (var small = new SmallObjective(new OwningTerm()))
        {
            LiveTensors.StayConstant(step => small.Step(step), steps: 10);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_term_that_owns_some_hinders_the_leaving_of_channels_unless_it_follows()
    {
        using var owning = new TinyObjective(new OwningTerm());
        using var following = new TinyObjective(new FollowingTerm());
        using var one = owning.Compacting();
        using var two = following.Compacting();

        Assert.Equal("owning", one.Hindrance?.Name);
        Assert.Null(two.Hindrance);
    }

    [Fact]
    public void They_follow_with_their_moments_when_channels_leave_and_are_restored_for_what_is_left()
    {
        using var tiny = new TinyObjective(new FollowingTerm());
        using var student = tiny.Compacting();
        for (var step = 0; step < 3; step++)
        {
            tiny.Step(student.Objective, step);
        }

        var before = Copies(student.Objective);
        Leave(student);
        var after = Copies(student.Objective);

        var smaller = 0;
        foreach (
            var (key, tensor) in after.Where(static entry =>
                entry.Key.Contains("owned.owning.", StringComparison.Ordinal)
            )
        )
        {
            var norm = ChannelMap.Of(tiny.Generator.Graph).PrunableNorms.Single(norm => IsOf(key, norm));
            var isStep = key.EndsWith(".step", StringComparison.Ordinal);
            Assert.True(
                tensor.Equals(isStep ? before[key] : student.Left.Slice($"{norm}.weight", before[key])),
                key
            );
            smaller += tensor.numel() < before[key].numel() ? 1 : 0;
        }

        Assert.Equal(3, smaller);
        tiny.Step(student.Objective, 3);
        Assert.True(Copies(student.Objective).Values.All(static tensor => tensor.isfinite().all().item<bool>()));

        bool IsOf(string key, string norm) =>
            key == $"owned.owning.{norm}"
            || key.StartsWith($"optimizer.owned.owning.{norm}.", StringComparison.Ordinal);
    }

    [Fact]
    public void One_with_a_new_name_keeps_its_initial_value_when_channels_leave()
    {
        using var tiny = new TinyObjective(new Renaming());
        using var student = tiny.Compacting();
        tiny.Step(student.Objective, 0);
        var before = Owned(Copies(student.Objective)).Single();

        Leave(student);

        var state = Copies(student.Objective);
        var after = Owned(state).Single();
        Assert.NotEqual(before.Key, after.Key);
        Assert.Equal(1, after.Value.item<float>());
        Assert.Equal(0, state[$"optimizer.{after.Key}.step"].item<long>());
        tiny.Step(student.Objective, 1);
        Assert.NotEqual(1, Owned(Copies(student.Objective)).Single().Value.item<float>());
    }

    [Fact]
    public void A_term_that_brings_one_into_a_wrong_shape_is_named()
    {
        using var tiny = new TinyObjective(new ForgetfulTerm());
        using var student = tiny.Compacting();

        var fault = Assert.ThrowsAny<UserException>(() => Leave(student));

        Assert.Contains("term 'owning', compact: FollowOwned brings '", fault.Message, StringComparison.Ordinal);
        Assert.Contains("for what is left of the generator.", fault.Message, StringComparison.Ordinal);
    }

    // The first channel of the second norm.
    private static void Leave(CompactingGenerator student)
    {
        using (no_grad())
        {
            var norm = ChannelMap.Of(student.Network.Graph).PrunableNorms[1];
            student.Network.Tensors[$"{norm}.weight"][0] = 0f;
            student.Network.Tensors[$"{norm}.bias"][0] = 0f;
        }

        student.Compact(Logger.None);
        var before = student.Network;
        student.Compact(Logger.None);
        Assert.NotSame(before, student.Network);
    }

    private static float[] Initial(
        string name = "owning",
        int seed = 1,
        TrainingPhase phase = TrainingPhase.Slim
    )
    {
        using var small = new SmallObjective();
        var graph = small.Generator.Graph;
        using var owned = GuardedTerms.Of(new OwningTerm(name)).Own(graph, graph, phase, seed, CPU)!;
        return [.. owned.Parameters.Values.SelectMany(static tensor => tensor.data<float>().ToArray())];
    }

    private static Dictionary<string, Tensor> Copies(MinimaxObjective objective) =>
        objective.State().ToDictionary(static entry => entry.Key, static entry => entry.Value.detach().clone());

    private static Dictionary<string, Tensor> Owned(Dictionary<string, Tensor> state) =>
        state
            .Where(static entry => entry.Key.StartsWith("owned.", StringComparison.Ordinal))
            .ToDictionary(static entry => entry.Key, static entry => entry.Value);

    private sealed class Idle() : OwningTerm("idle")
    {
        public override Tensor? Loss(StepContext step) => null;
    }

    // A number that is named after how many channels there are.
    private sealed class Renaming : OwningTerm, IFollowsCompaction
    {
        public override OwnedParameters? Own(
            NetworkGraph student,
            NetworkGraph teacher,
            TrainingPhase phase,
            Generator random
        )
        {
            var own = base.Own(student, teacher, phase, random)!;
            var name = $"of {own.Initial.Values.Sum(static factors => factors.numel())}";
            return own with { Initial = new Dictionary<string, Tensor> { [name] = ones(1) } };
        }

        public override Tensor? Loss(StepContext step) => step.Owned.Values.Single().square().sum();

        public void Follow(GraphModule generator, ChannelCompaction left, ChannelCompaction former) { }
    }

    private sealed class Disposing() : OwningTerm("disposing")
    {
        public override Tensor? Loss(StepContext step)
        {
            var loss = base.Loss(step);
            step.Owned.Values.First().Dispose();
            return loss;
        }
    }

    // The root of 0, which has no derivative.
    private sealed class Rooted() : OwningTerm("rooted")
    {
        public override Tensor? Loss(StepContext step) =>
            step.Output.square().mean() + (step.Owned.Values.First() * 0).sqrt().sum();
    }
}
