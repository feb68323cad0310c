using GsFramework.Testing;

namespace GsFramework.Tests.Conformance.Broken;

/// <summary>For each rule of terms, a term that breaks it.</summary>
public class BrokenTermTests
{
    [Theory]
    [InlineData("misnamed", "Name is 'another'", "Its_name_is_its_key_and_its_weight_is_not_negative")]
    [InlineData("detached", "cut off from the generator", "Its_loss_is_a_finite_differentiable_scalar")]
    [InlineData("idle", "no capability", "Its_loss_is_a_finite_differentiable_scalar")]
    [InlineData("rooted", "'head.weight'", "Its_gradient_is_finite_where_the_student_equals_the_teacher")]
    [InlineData("shallow", "'head.weight'", "Its_gradients_reach_the_parameters_that_they_should")]
    [InlineData("meddling", "the teacher's output changed in Loss", "Its_loss_changes_nothing")]
    [InlineData("unfreezing", "the discriminator's first.weight", "Its_loss_changes_nothing")]
    [InlineData("forgetful", "one that was resumed", "A_resumed_run_takes_the_same_next_step")]
    [InlineData("summing", "three times", "Its_loss_does_not_depend_on_the_size_of_the_batch")]
    [InlineData("leaking", "there are 5 tensors more than before", "Its_steps_leave_no_tensor_behind")]
    [InlineData("babbling", "'at step 0'", "Its_values_are_finite_and_keep_their_names")]
    [InlineData("growing", "changes it once more", "Its_rewritten_generator_is_still_the_generator")]
    [InlineData(
        "dicing", "in a second run", "The_same_run_again_gives_the_same", "A_resumed_run_takes_the_same_next_step",
        "Its_loss_does_not_depend_on_the_size_of_the_batch")]
    public void A_term_that_breaks_a_rule_is_told_which(string key, string found, params string[] facts) =>
        Facts.Fail(() => new Kit(key), found, facts);

    [Theory]
    [InlineData("vector", "Its_loss_is_a_finite_differentiable_scalar", "the loss is [2]")]
    [InlineData("grasping", "Its_claim_names_parameters_of_the_generator", "some of them twice")]
    [InlineData("tapping", "The_layers_that_it_taps_are_there", "'extra'")]
    [InlineData("throwing", "Its_loss_is_a_finite_differentiable_scalar", "Out of ideas.")]
    public void A_term_with_which_no_step_can_be_made_is_told_so_by_the_rule_of_it(string key, string fact, string found)
    {
        using var kit = new Kit(key);
        var thrown = Record.Exception(() => typeof(Kit).GetMethod(fact)!.CreateDelegate<Action>(kit)());

        Assert.Contains(found, Assert.IsType<ConformanceException>(thrown).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_term_that_breaks_no_rule_passes() => Facts.Pass(static () => new Kit("healthy"));

    [Fact]
    public void A_proximal_step_that_shrinks_passes() => Facts.Pass(static () => new ProximalKit("shrinking"));

    [Fact]
    public void A_proximal_step_that_grows_is_found() => Facts.Fail(
        static () => new ProximalKit("swelling"), "is more than h(v)", "Its_proximal_step_does_not_raise_what_it_reduces");

    [Fact]
    public void A_term_that_says_nothing_of_its_step_cannot_be_judged() => Facts.Fail(
        static () => new ProximalKit("healthy"), "does not implement ITakesProximalSteps", "Its_proximal_step_does_not_raise_what_it_reduces");

#pragma warning disable xUnit1000 // Not to be found by the runner: these are to fail.
    private sealed class Kit(string key) : CompressionTermConformance<BrokenTerms>
    {
        protected override string Key => key;
    }

    private sealed class ProximalKit(string key) : ProximalTermConformance<BrokenTerms>
    {
        protected override string Key => key;
    }
#pragma warning restore xUnit1000
}
