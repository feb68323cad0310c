using GsFramework.Core.Export.Onnx.Calibration;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Host.Sensitivity;
using GsFramework.Tests.Graph;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Sensitivity;

public sealed class SensitivityMeasuringTests
{
    [Fact]
    public void Every_trained_convolution_has_errors_that_grow_as_bits_become_fewer()
    {
        var graph = Networks.CycleGan();
        using var weights = Networks.RandomWeights(graph, 1);
        using var model = new LoadedModel(graph, weights);

        var (layers, all) = Measure(model, 8, 5, 2);

        Assert.Equal(
            graph.Nodes.Where(static node => node.Layer is IConvolution).Select(static node => node.Name),
            layers.Select(static layer => layer.Layer)
        );
        foreach (var errors in layers.Select(static layer => layer.Errors).Append(all))
        {
            Assert.Equal([8, 5, 2], errors.Select(static error => error.Bits));
            Assert.True(0 < errors[0].Weights && errors[0].Weights < errors[2].Weights);
            Assert.True(0 < errors[0].Activations && errors[0].Activations < errors[2].Activations);
        }
    }

    [Fact]
    public void A_kernel_that_is_on_the_grid_is_not_harmed_by_rounding_and_costs_are_those_of_the_layer()
    {
        using var scope = NewDisposeScope();
        var graph = new GraphBuilder(3)
            .Add("first", new Conv2d(3, 4, KernelSize: 3, Padding: 1, Bias: false))
            .Add("last", new Conv2d(4, 3, KernelSize: 1, Bias: false))
            .Build();
        using var weights = Networks.RandomWeights(graph, 1);
        weights.Replace("last.weight", full([3, 4, 1, 1], 0.875f));
        using var model = new LoadedModel(graph, weights);

        var (layers, _) = Measure(model, 4);

        Assert.True(layers[0].Errors[0].Weights > 0);
        Assert.Equal(0, layers[1].Errors[0].Weights, 1e-6);
        Assert.Equal((3 * 4 * 9 * 256, 3 * 4 * 9), (layers[0].Macs, layers[0].Kernel));
        Assert.Equal((3 * 4 * 256, 3 * 4), (layers[1].Macs, layers[1].Kernel));
    }

    [Fact]
    public void A_filter_that_is_not_trained_has_no_row()
    {
        var graph = new GraphBuilder(3)
            .Add("blur", new Conv2d(3, 3, KernelSize: 3, Padding: 1, Groups: 3, Bias: false, Fixed: true))
            .Add("last", new Conv2d(3, 3, KernelSize: 1))
            .Build();
        using var weights = Networks.RandomWeights(graph, 1);
        using var model = new LoadedModel(graph, weights);

        Assert.Equal("last", Assert.Single(Measure(model, 8).Layers).Layer);
    }

    [Fact]
    public void It_ends_when_the_user_interrupts()
    {
        var graph = Networks.CycleGan();
        using var weights = Networks.RandomWeights(graph, 1);
        using var model = new LoadedModel(graph, weights);
        using var source = new CancellationTokenSource();
        var measuring = new SensitivityMeasuring(model, Images(), Images(), CalibrationMethod.MinMax)
        {
            Report = (_, _) => source.Cancel(),
            Cancellation = source.Token,
        };

        Assert.Throws<OperationCanceledException>(() => measuring.Measure(new ImageSize(16, 16), [8]));
    }

    private static (IReadOnlyList<LayerSensitivity> Layers, IReadOnlyList<RoundingError> All) Measure(
        LoadedModel model,
        params int[] bits
    ) =>
        new SensitivityMeasuring(model, Images(), Images(), CalibrationMethod.MinMax).Measure(
            new ImageSize(16, 16),
            bits
        );

    private static Tensor[] Images() => [Networks.Image(16, seed: 2), Networks.Image(16, seed: 3)];
}
