using GsFramework.Core.Composition.Failures;
using GsFramework.Graph;
using GsFramework.Terms;
using GsFramework.Tests.Plugins;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Objective;

[Collection(nameof(LiveTensors))]
public sealed class MinimaxObjectiveTests
{
    [Fact]
    public void Steps_and_snapshots_of_the_whole_objective_leave_no_tensor_behind()
    {
        using var tiny = new TinyObjective();

        LiveTensors.StayConstant(step =>
        {
            tiny.Step(step);
            Assert.NotEmpty(tiny.Objective.State().ToList());
        });
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_loss_that_is_no_number_is_named_and_changes_no_weight(float loss)
    {
        using var tiny = new TinyObjective(
            new FunctionTerm("mine", step => step.Step < 2 ? null : step.Output.mean() * loss)
        );
        tiny.Step(0);
        tiny.Step(1);
        using var before = tiny.Generator.CopyWeights();
        using var judge = tiny.Discriminator.CopyWeights();

        var fault = Assert.Throws<UserException>(() => tiny.Step(2));

        Assert.Contains(
            "Compression term 'mine', step 2 of slim: the loss became",
            fault.Message,
            StringComparison.Ordinal
        );
        foreach (var (name, _) in tiny.Generator.Trained())
        {
            Assert.True(before[name].equal(tiny.Generator.Tensors[name]).all().item<bool>(), name);
        }

        foreach (var (name, _) in tiny.Discriminator.Trained())
        {
            Assert.True(judge[name].equal(tiny.Discriminator.Tensors[name]).all().item<bool>(), name);
        }
    }

    [Fact]
    public void A_gradient_that_is_no_number_is_named_and_changes_no_weight()
    {
        using var tiny = new TinyObjective(
            new FunctionTerm("mine", static step => step.Step < 2 ? null : (step.Output * 0).sqrt().sum()),
            new FunctionTerm("innocent", static step => step.Output.mean())
        );
        tiny.Step(0);
        tiny.Step(1);
        using var before = tiny.Generator.CopyWeights();

        var fault = Assert.Throws<UserException>(() => tiny.Step(2));

        Assert.Contains(
            "Compression term 'mine', step 2 of slim: the loss is a number, but its gradient is NaN or infinite.",
            fault.Message,
            StringComparison.Ordinal
        );
        foreach (var (name, _) in tiny.Generator.Trained())
        {
            Assert.True(before[name].equal(tiny.Generator.Tensors[name]).all().item<bool>(), name);
        }
    }

    [Fact]
    public void A_term_that_changes_what_others_see_is_named_in_the_first_steps()
    {
        using var tiny = new TinyObjective(new FunctionTerm("mine", static step =>
            {
                using var noGrad = no_grad();
                step.TeacherOutput.add_(1e-3);
                return null;
            }), new FunctionTerm("innocent", static step => step.Output.mean()));

        var fault = Assert.Throws<PluginException>(() => tiny.Step(0));

        Assert.Contains("term 'mine', step 0 of slim: it changed ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_terms_that_claim_one_parameter_are_both_named()
    {
        var fault = Assert.Throws<UserException>(() => new TinyObjective(new ClaimingTerm()));

        Assert.Contains("'channel-pruning' and 'claiming'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_generators_update_leaves_no_gradient_in_the_discriminator()
    {
        var gradients = -1;
        TinyObjective? tiny = null;
        using var made = tiny = new TinyObjective(
            new FunctionTerm(
                "watch",
                static _ => null,
                _ => gradients = tiny!.Discriminator.Trained().Count(static entry => entry.Parameter.grad is not null)
            )
        );

        tiny.Step(0);

        Assert.Equal(0, gradients);
        Assert.All(tiny.Discriminator.Trained(), static entry => Assert.True(entry.Parameter.requires_grad));
        Assert.All(tiny.Discriminator.Trained(), static entry => Assert.NotNull(entry.Parameter.grad));
    }

    [Fact]
    public void A_term_without_weight_is_not_even_asked()
    {
        using var tiny = new TinyObjective(
            new FunctionTerm("off", static _ => throw new InvalidOperationException()) { Weight = 0 }
        );

        Assert.DoesNotContain("off", tiny.Step(0).Keys);
    }

    [Fact]
    public void The_sum_is_that_of_the_weighted_losses()
    {
        using var tiny = new TinyObjective(
            new FunctionTerm("mine", static step => step.Output.mean() + 2) { Weight = 3 }
        );

        var values = tiny.Step(0);

        Assert.Equal(values["lossGan"] + (20 * values["distillation"]) + (3 * values["mine"]), values["lossG"], 1e-4);
    }

    [Fact]
    public void The_sum_comes_first_then_what_terms_report_then_the_single_losses()
    {
        using var tiny = new TinyObjective();

        var names = tiny.Step(0).Keys.ToList();

        Assert.Equal("lossG", names[0]);
        Assert.InRange(names.IndexOf("channel-pruning.sparsity"), 1, names.IndexOf("lossGan") - 1);
        Assert.Equal(["lossGan", "distillation", "lossD"], names[^3..]);
    }

    [Fact]
    public void Without_any_loss_nothing_is_trained_and_terms_act_all_the_same()
    {
        var acts = 0;
        using var objective = new SmallObjective(new FunctionTerm("mine", static _ => null, _ => acts++));
        using var before = objective.Generator.CopyWeights();

        Assert.Equal(0, Assert.Single(objective.Step(0)).Value);

        Assert.Equal(1, acts);
        Assert.All(objective.Generator.Trained(), entry => Assert.Equal(before[entry.Name], entry.Parameter));
    }

    [Fact]
    public void A_disposed_objective_leaves_no_tensor_behind() =>
        LiveTensors.StayConstant(
            static step =>
            {
                using var tiny = new TinyObjective();
                tiny.Step(step);
            },
            steps: 8
        );

    [Fact]
    public void A_restored_objective_goes_on_as_the_one_that_was_stored()
    {
        using var first = new TinyObjective();
        for (var step = 0; step < 4; step++)
        {
            first.Step(step);
        }

        using var second = new TinyObjective();
        using (NewDisposeScope())
        {
            var state = first
                .Objective.State()
                .ToDictionary(static entry => entry.Key, static entry => entry.Value.clone());
            Assert.Equal(
                TinyObjective.PoolSize,
                state.Keys.Count(static key => key.StartsWith("pool.", StringComparison.Ordinal))
            );
            Assert.Contains(state.Keys, static key => key.EndsWith("exp_avg_sq", StringComparison.Ordinal));
            Assert.Contains(state.Keys, static key => key.EndsWith("momentum_buffer", StringComparison.Ordinal));
            second.Objective.Load(state);
            second.Generator.LoadWeights(first.Generator.Tensors);
            second.Discriminator.LoadWeights(first.Discriminator.Tensors);
        }

        for (var step = 4; step < 8; step++)
        {
            Assert.Equal(first.Step(step), second.Step(step));
        }

        foreach (var (name, tensor) in first.Generator.Tensors)
        {
            Assert.True(tensor.equal(second.Generator.Tensors[name]).all().item<bool>(), name);
        }
    }

    private sealed class ClaimingTerm : ICompressionTerm, IClaimsParameters
    {
        public double Weight => 1;

        public Tensor? Loss(StepContext step) => null;

        public ParameterClaim Claim(GraphModule generator, TrainingPhase phase) =>
            new(
                [generator.Trained(ParameterRole.Scale).First().Name],
                new OptimizerSettings(OptimizerKind.Sgd, 0.1, 0.5)
            );
    }
}
