using GsFramework.Core.Export.Onnx.Calibration;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using static TorchSharp.torch;

namespace GsFramework.Host.Sensitivity;

/// <summary>
/// Rounds one layer at a time and measures what becomes of the images:
/// <code>
/// e(layer) = mean over images and pixels of |G with this layer rounded - G|
/// </code>
/// Kernels are rounded with a scale for each output channel, activations within ranges that training images chose, as
/// post-training quantisation does.
/// </summary>
/// <param name="model">A network that computes in fp32.</param>
/// <param name="calibration">Images that choose ranges, (N, C, H, W) in [-1, 1].</param>
/// <param name="images">Images to compare.</param>
/// <param name="method">How ranges are chosen.</param>
internal sealed class SensitivityMeasuring(
    LoadedModel model,
    IReadOnlyList<Tensor> calibration,
    IReadOnlyList<Tensor> images,
    CalibrationMethod method
)
{
    /// <summary>Gets how many networks were measured, of how many.</summary>
    public Action<int, int> Report { get; init; } = static (_, _) => { };

    /// <summary>Set when the user interrupts.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Measures all convolutions that have trained kernels.</summary>
    /// <param name="size">The images' size, for costs.</param>
    /// <param name="bits">Bits to round to.</param>
    /// <exception cref="OperationCanceledException">The user interrupted.</exception>
    public (IReadOnlyList<LayerSensitivity> Layers, IReadOnlyList<RoundingError> All) Measure(
        ImageSize size,
        IReadOnlyList<int> bits
    )
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var ranges = ActivationRanges.See(model, calibration);
        var plain = Outputs(model);
        var shapes = model.Graph.Shapes(size);
        var layers = model.Graph.Nodes.Where(IsTrained).ToArray();
        var (done, count) = (0, (layers.Length + 1) * bits.Count * 2);

        return (
            [
                .. layers.Select(node => new LayerSensitivity(
                    node.Name,
                    node.Layer.Cost([.. node.Inputs.Select(name => shapes[name])], shapes[node.Name]).Macs,
                    model.Weights[node.ParameterName("weight")].numel(),
                    Errors(other => other == node)
                )),
            ],
            Errors(IsTrained)
        );

        RoundingError[] Errors(Func<GraphNode, bool> isRounded) =>
            [
                .. bits.Select(bits => new RoundingError(
                    bits,
                    Error(isRounded, new(new WeightQuantizer(bits, PerChannel: true), null, null)),
                    Error(isRounded, new(null, new AffineQuantizer(bits), new AffineQuantizer(bits)))
                )),
            ];

        double Error(Func<GraphNode, bool> isRounded, ConvolutionQuantization quantization)
        {
            Cancellation.ThrowIfCancellationRequested();
            using var rounded = ranges.Quantized(node => isRounded(node) ? quantization : null, method);
            using var inner = NewDisposeScope();
            var errors = Outputs(rounded).Zip(plain, static (one, other) => (one - other).abs().mean());
            var error = stack(errors).mean().item<float>();
            Report(++done, count);
            return error;
        }
    }

    private static bool IsTrained(GraphNode node) =>
        node.Layer is IConvolution
        && node.Layer.Parameters().Any(static parameter => parameter.Role == ParameterRole.Weight);

    private List<Tensor> Outputs(LoadedModel of)
    {
        using var network = new GraphModule(of.Graph, of.Weights);
        network.eval();
        return [.. images.Select(network.forward)];
    }
}
