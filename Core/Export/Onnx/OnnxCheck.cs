using System.Globalization;
using System.Text.Json.Nodes;
using GsFramework.Core.Inference;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using static TorchSharp.torch;

namespace GsFramework.Core.Export.Onnx;

/// <summary>The difference of an ONNX file in ONNX Runtime to a network in TorchSharp, on the same images.</summary>
/// <param name="Max">The largest |difference| of a value.</param>
/// <param name="Mean">The mean |difference|.</param>
/// <param name="WithinStep">The share of values that differ by no more than one step of the last quantiser; null
/// without one.</param>
/// <param name="Images">What was translated.</param>
internal sealed record OnnxCheck(double Max, double Mean, double? WithinStep, ExportImages Images)
{
    // Beyond what fp32 makes of two numbers that are one step apart.
    private const double Slack = 1.0001;
    private const double GrayLevel = 1 / 127.5;

    /// <summary>Translates all images with both.</summary>
    /// <param name="network">The file.</param>
    /// <param name="reference">The network.</param>
    /// <param name="images">The images.</param>
    public static OnnxCheck Run(OnnxNetwork network, LoadedModel reference, ExportImages images)
    {
        using var noGrad = no_grad();
        using var module = new GraphModule(reference.Graph, reference.Weights);
        module.eval();
        var step = LastStep(reference);
        var (max, sum, within, count) = (0.0, 0.0, 0.0, 0L);
        foreach (var image in images.Images)
        {
            using var scope = NewDisposeScope();
            var batch = network.Batch is { } size ? image.repeat(size, 1, 1, 1) : image;
            var expected = network.Card.Pixels ? Pixels(module.forward(Pixels(batch))) : module.forward(batch);
            var difference = (network.Run(batch) - expected).abs();
            max = Math.Max(max, difference.max().item<float>());
            sum += difference.sum(float64).item<double>();
            within += step is { } limit
                ? difference.le((limit + (network.Card.Pixels ? GrayLevel : 0)) * Slack).sum().item<long>()
                : 0;
            count += difference.numel();
        }

        return new OnnxCheck(max, sum / count, step is null ? null : within / count, images);
    }

    /// <summary>True when it is within a limit. Pixels may round to a neighbour.</summary>
    public bool Keeps(OnnxLimit limit, bool pixels) =>
        Max <= limit.Max + (pixels ? GrayLevel * Slack : 0)
        && Mean <= limit.Mean
        && !(WithinStep < limit.ShareWithinStep);

    /// <summary>What was found, as a sentence for the user.</summary>
    public string Tell(string against) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Images.Images.Count} {Images.Source}, {Images.Images[0].shape[2]}x{Images.Images[0].shape[3]}: |ONNX "
                + $"Runtime - {against}| is {Max:0.0e-0} at most, {Mean:0.0e-0} in the mean{Share()}."
        );

    /// <summary>What was found, for a result file.</summary>
    public JsonObject ToJson() =>
        new()
        {
            ["images"] = Images.Images.Count,
            ["source"] = Images.Source,
            ["height"] = Images.Images[0].shape[2],
            ["width"] = Images.Images[0].shape[3],
            ["maxAbsDifference"] = Max,
            ["meanAbsDifference"] = Mean,
            ["shareWithinOneStep"] = WithinStep,
        };

    private string Share() =>
        WithinStep is { } share
            ? string.Create(CultureInfo.InvariantCulture, $", {100 * share:F3} % within one step of the last quantiser")
            : "";

    private static double? LastStep(LoadedModel model) =>
        model.Graph.Nodes.LastOrDefault(static node => node.Layer is AffineQuantizer)
            is { Layer: AffineQuantizer quantizer } last
            ? quantizer.Grid(model.Weights[last.ParameterName("range")])?.Scale
            : null;

    private static Tensor Pixels(Tensor image) => image.add(1).mul_(127.5).round_().clamp_(0, 255).div_(127.5).sub_(1);
}
