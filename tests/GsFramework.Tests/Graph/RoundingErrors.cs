using GsFramework.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Graph;

/// <summary>How far a network is from the same in float64: the largest |difference| divided by the largest |value|,
/// infinite where something is not a number.</summary>
/// <param name="Output">Of the output.</param>
/// <param name="Gradients">Of the gradients of input and weights. One that is far smaller than the largest is measured
/// by a hundredth of that: some are zero but for rounding, such as those of a bias before a norm.</param>
internal sealed record RoundingErrors(double Output, double Gradients)
{
    /// <summary>Computes both. The loss is a sum of outputs with random signs and sizes.</summary>
    public static RoundingErrors Of(
        NetworkGraph graph,
        IReadOnlyDictionary<string, Tensor> weights,
        Tensor image,
        bool training,
        bool bfloat16 = false
    )
    {
        using var scope = NewDisposeScope();
        var single = Results(graph, weights, image, training, float32, bfloat16);
        var exact = Results(graph, weights, image, training, float64, bfloat16: false);
        var least = exact.Gradients.Max(static gradient => Size(gradient)) / 100;
        return new RoundingErrors(
            Error(exact.Output, single.Output, 0),
            exact.Gradients.Zip(single.Gradients, (left, right) => Error(left, right, least)).Max()
        );
    }

    public void AssertAtMost(double tolerance, NetworkGraph graph) =>
        Assert.True(Output <= tolerance && Gradients <= tolerance, $"{this} in\n{GraphJson.Write(graph)}");

    private static (Tensor Output, Tensor[] Gradients) Results(
        NetworkGraph graph,
        IReadOnlyDictionary<string, Tensor> weights,
        Tensor image,
        bool training,
        ScalarType precision,
        bool bfloat16
    )
    {
        using var module = new GraphModule(graph, weights) { BFloat16 = bfloat16 };
        module.train(training);
        module.to(precision);
        using var random = new Generator(1, CPU);
        var input = image.detach().to(precision, copy: true).requires_grad_(true);
        var output = module.forward(input);

        // Numbers that bf16 can hold.
        (output * randn(output.shape, generator: random).to(ScalarType.BFloat16).to(precision)).sum().backward();
        var gradients = module
            .Trained()
            .Select(static entry => entry.Parameter.grad)
            .Prepend(input.grad)
            .OfType<Tensor>();
        return (output.detach(), [.. gradients.Select(static gradient => gradient.clone())]);
    }

    private static double Error(Tensor exact, Tensor single, double least)
    {
        var (difference, size) = (Size(single.to(float64) - exact), Math.Max(Size(exact), least));
        return double.IsNaN(difference) ? double.PositiveInfinity
            : size == 0 ? difference
            : difference / size;
    }

    private static double Size(Tensor values) => values.abs().max().item<double>();
}
