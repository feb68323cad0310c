using GsFramework.Graph;
using GsFramework.Models.Discriminators;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Golden;

public class DiscriminatorTests
{
    private static readonly NetworkGraph _graph = new GanSlimmingDiscriminator().Create();

    [Fact]
    public void The_weights_are_filled_by_the_formula()
    {
        using var golden = new GoldenSet("e_discriminator");
        using var scope = NewDisposeScope();
        using var weights = HashFill.Weights(_graph, networkSeed: 3);
        var plan = HashFill.Plan(_graph, networkSeed: 3);

        Assert.Equal(golden.Longs("param_seed"), plan.Select(static entry => entry.Seed));
        Assert.Equal(golden.Doubles("param_bound"), plan.Select(static entry => entry.Bound));
        GoldenAssert.Close(golden["hash_fill_check"], HashFill.Fill([16], plan[0].Seed, 1), 0, "hash");
        foreach (var (name, weight) in weights)
        {
            var sample = golden[$"wsample.{name}"];
            GoldenAssert.Close(sample, GoldenAssert.Sample(weight, sample), 0, name);
            GoldenAssert.Digest(golden.Doubles($"wdigest.{name}"), weight, 1e-12, name);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void The_discriminator_gives_the_scores_and_the_gradients(int which)
    {
        using var golden = new GoldenSet("e_discriminator");
        using var scope = NewDisposeScope();
        using var weights = HashFill.Weights(_graph, networkSeed: 3);
        using var discriminator = new GraphModule(_graph, weights);
        var input = golden[$"input.{which}"].clone().requires_grad_(true);

        var scores = discriminator.forward(input);
        var loss = (scores - 1).square().mean();
        loss.backward();

        GoldenAssert.Close(golden[$"output.{which}"], scores.reshape(-1, 1), 1e-5, "scores");
        GoldenAssert.CloseRelative(golden.Scalar($"loss_real.{which}"), loss, 1e-5);
        GoldenAssert.CloseToLargest(golden[$"grad_input.{which}"], input.grad!, 5e-5, "input");
        foreach (var (name, parameter) in discriminator.Trained())
        {
            if (!GoldenNetworks.IsBiasBeforeNorm(_graph, name))
            {
                var sample = golden[$"gradsample.{which}.{name}"];
                GoldenAssert.Close(
                    sample,
                    GoldenAssert.Sample(parameter.grad!, sample),
                    5e-5 * GoldenAssert.Largest(parameter.grad!),
                    name
                );
                GoldenAssert.Digest(golden.Doubles($"graddigest.{which}.{name}"), parameter.grad!, 5e-5, name);
            }
        }
    }
}
