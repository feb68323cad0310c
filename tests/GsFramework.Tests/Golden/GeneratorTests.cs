using GsFramework.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Golden;

public class GeneratorTests
{
    [Fact]
    public void A_small_generator_gives_the_output_the_loss_and_the_gradients()
    {
        using var golden = new GoldenSet("a_generator_fp32");
        using var scope = NewDisposeScope();
        var graph = GoldenNetworks.Generator(width: 8, blocks: 2);
        using var generator = new GraphModule(graph, golden.Under("weight."));
        var input = golden["input"].clone().requires_grad_(true);

        var (output, activations) = generator.Forward(input, [.. golden.Under("act.").Keys]);
        var loss = (output - golden["target"]).square().mean();
        loss.backward();

        foreach (var (name, expected) in golden.Under("act."))
        {
            var x = activations[name].detach().to(float64);
            var actual = stack([x.mean(), x.abs().mean(), x.square().mean().sqrt()]);
            GoldenAssert.Close(expected, actual, 1e-5, name);
        }

        GoldenAssert.Close(golden["output"], output, 1e-5, "output");
        Assert.Equal(golden.Scalar("mse_loss"), loss.item<float>(), 1e-6);
        GoldenAssert.CloseToLargest(golden["grad_input"], input.grad!, 2e-5, "input");
        foreach (var (name, parameter) in generator.Trained())
        {
            if (!GoldenNetworks.IsBiasBeforeNorm(graph, name))
            {
                GoldenAssert.CloseToLargest(golden[$"grad.{name}"], parameter.grad!, 2e-5, name);
            }
        }
    }

    [Fact]
    public void The_full_size_generator_gives_the_output()
    {
        using var golden = new GoldenSet("a2_generator_fp32_fullsize");
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var graph = GoldenNetworks.Generator(width: 64, blocks: 9);
        var plan = HashFill.Plan(graph, networkSeed: 2);
        using var weights = HashFill.Weights(graph, networkSeed: 2);
        using var generator = new GraphModule(graph, weights);

        Assert.Equal(golden.Metadata["names"].Split(','), plan.Select(static entry => entry.Name));
        Assert.Equal(golden.Longs("param_seed"), plan.Select(static entry => entry.Seed));
        Assert.Equal(golden.Doubles("param_bound"), plan.Select(static entry => entry.Bound));
        GoldenAssert.Close(golden["output"], generator.forward(golden["input"]), 2e-5, "output");
    }
}
