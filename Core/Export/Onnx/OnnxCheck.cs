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

    /// <summary>The difference to the MODEL that the file was made of.</summary>
    public required ModelDifference ToModel { get; init; }

    /// <summary>Translates all images with both.</summary>
    /// <param name="network">The file.</param>
    /// <param name="reference">The network that the file must equal.</param>
    /// <param name="images">The images.</param>
    /// <param name="model">The MODEL that the file was made of, where that may be another network.</param>
    public static OnnxCheck Run(
        OnnxNetwork network,
        LoadedModel reference,
        ExportImages images,
        LoadedModel? model = null
    )
    {
        using var noGrad = no_grad();
        using var module = new GraphModule(reference.Graph, reference.Weights);
        using var other = model is null ? null : new GraphModule(model.Graph, model.Weights);
        module.eval();
        other?.eval();
        var pixels = network.Card.Pixels;
        var (step, rounding) = (LastStep(reference), pixels ? GrayLevel : 0);
        var own = new DifferenceSum((step + rounding) * Slack);
        var toModel = new DifferenceSum((Math.Max(step ?? 0, GrayLevel) + rounding) * Slack);
        foreach (var image in images.Images)
        {
            using var scope = NewDisposeScope();
            var batch = network.Batch is { } size ? image.repeat(size, 1, 1, 1) : image;
            var input = pixels ? Pixels(batch) : batch;
            var output = network.Run(batch);
            var expected = module.forward(input);
            own.Add(output, pixels ? Pixels(expected) : expected);
            var wanted = other?.forward(input) ?? expected;
            toModel.Add(output, pixels ? Pixels(wanted) : wanted);
        }

        return new OnnxCheck(own.Max, own.Mean, own.Within, images)
        {
            ToModel = new ModelDifference(toModel.Max, toModel.Mean, toModel.Within!.Value),
        };
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
            ["modelMaxAbsDifference"] = ToModel.Max,
            ["modelMeanAbsDifference"] = ToModel.Mean,
            ["modelShareWithinOneStep"] = ToModel.WithinStep,
            ["computesModel"] = ToModel.IsSmall,
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

    private sealed class DifferenceSum(double? limit)
    {
        private double _sum;
        private long _within;
        private long _count;

        public double Max { get; private set; }

        public double Mean => _sum / _count;

        public double? Within => limit is null ? null : (double)_within / _count;

        public void Add(Tensor output, Tensor expected)
        {
            var difference = (output - expected).abs();
            Max = Math.Max(Max, difference.max().item<float>());
            _sum += difference.sum(float64).item<double>();
            _within += limit is { } most ? difference.le(most).sum().item<long>() : 0;
            _count += difference.numel();
        }
    }
}
