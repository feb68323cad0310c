using GsFramework.Graph;
using GsFramework.Graph.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Golden;

public class QuantizerTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public void A_primitive_gives_the_values_and_the_gradients(int which)
    {
        using var golden = new GoldenSet("c_quantizer");
        using var scope = NewDisposeScope();
        var signed = golden.Longs("signed")[which] != 0;
        var bits = (int)golden.Longs("nbits")[which];
        var max = golden.Doubles("max_val")[which];

        Check("raw", x => StraightThrough.RoundToGrid(x, bits, max, signed));
        Check("clamp", x => StraightThrough.RoundToGrid(x.clamp(signed ? -max : 0, max), bits, max, signed));

        void Check(string form, Func<Tensor, Tensor> quantize)
        {
            var x = golden["input"].clone().requires_grad_(true);
            var q = quantize(x);
            q.backward([golden["upstream_grad"]]);
            var ulp = golden[$"{form}_out.{which}"].abs() * Math.Pow(2, -23);
            Assert.True(((q.detach() - golden[$"{form}_out.{which}"]).abs() <= ulp).all().item<bool>());
            GoldenAssert.Close(golden[$"{form}_grad.{which}"], x.grad!, 0, form);
        }
    }

    [Fact]
    public void A_quantised_convolution_gives_the_output_and_the_gradients() =>
        Layer(
            "conv",
            new GraphBuilder(6)
                .Add("q", new ClampQuantizer(8, 4.0))
                .Add("layer", new Conv2d(6, 5, KernelSize: 3, Stride: 2, Padding: 1, Quantizer: PerTensor))
        );

    [Fact]
    public void The_first_convolution_leaves_its_input_alone() =>
        Layer("convfirst", new GraphBuilder(3).Add("layer", new Conv2d(3, 4, KernelSize: 7, Quantizer: PerTensor)));

    [Fact]
    public void A_quantised_transposed_convolution_gives_the_output_and_the_gradients() =>
        Layer(
            "tconv",
            new GraphBuilder(6)
                .Add("q", new ClampQuantizer(8, 4.0))
                .Add(
                    "layer",
                    new ConvTranspose2d(
                        6,
                        5,
                        KernelSize: 3,
                        Stride: 2,
                        Padding: 1,
                        OutputPadding: 1,
                        Quantizer: PerTensor
                    )
                )
        );

    private static WeightQuantizer PerTensor => new(8, PerChannel: false);

    private static void Layer(string name, GraphBuilder builder)
    {
        using var golden = new GoldenSet("c_quantizer");
        using var scope = NewDisposeScope();
        var prefix = $"layer.{name}.";
        var graph = builder.Build();
        using var module = new GraphModule(
            graph,
            golden.Under(prefix).ToDictionary(static pair => $"layer.{pair.Key}", static pair => pair.Value)
        );
        var input = golden[prefix + "input"].clone().requires_grad_(true);

        var output = module.forward(input);
        output.backward([golden[prefix + "upstream_grad"]]);

        var axis = ((IConvolution)graph["layer"].Layer).OutputAxis;
        var weight = module.Tensors["layer.weight"].detach();
        var scale = PerTensor.Scale(weight, axis);
        GoldenAssert.Close(
            golden[prefix + "quantized_weight"],
            PerTensor.Integers(weight, scale, axis) * scale,
            0,
            "quantised weight"
        );

        // Sums of up to 147 products, which kernels add in orders of their own: what rounding makes of that goes with
        // their size.
        GoldenAssert.CloseToLargest(golden[prefix + "output"], output, 1e-5, "output");
        GoldenAssert.CloseToLargest(golden[prefix + "grad_input"], input.grad!, 2e-5, "input");
        GoldenAssert.CloseToLargest(
            golden[prefix + "grad_weight"],
            module.Tensors["layer.weight"].grad!,
            2e-5,
            "weight"
        );
        GoldenAssert.CloseToLargest(golden[prefix + "grad_bias"], module.Tensors["layer.bias"].grad!, 2e-5, "bias");
    }
}
