using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Terms;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Quantization;

/// <summary>
/// Quantisation-aware training: G becomes G_q, whose kernels and activations are rounded in the forward pass,
/// <code>
/// q(x) = round(x / s) · s      with dq/dx = 1 inside the range and 0 outside (straight-through estimator),
/// </code>
/// so the other terms' losses teach the weights to live with it. There is no loss of its own.
/// </summary>
/// <remarks>
/// The ranges of the activations are calibrated on a few batches before the first step. While slimming they continue
/// following the images, since dying channels and moving weights change them; in fine-tuning they do so for the first
/// <see cref="QuantizationOptions.FollowShare"/> of the steps, and then the weights adapt to the ranges that are
/// exported. With <see cref="QuantizationOptions.DelayShare"/> fine-tuning begins in fp32 and its rest is what is said
/// above (Jacob et al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference",
/// CVPR 2018, §3.1, delay it too).
/// </remarks>
internal sealed class QuantizationTerm(QuantizationOptions options)
    : ICompressionTerm,
        IRewritesGenerator,
        IPreparesGenerator,
        IActsAfterStep,
        IReportsValues,
        ILabelsValues,
        IFollowsCompaction
{
    public const string Key = "quantization";

    private const string Quantizing = "quantizing";

    // The official code's range of activations.
    private const double ReferenceMax = 4.0;

    private GraphModule? _generator;

    /// <inheritdoc/>
    public double Weight => 1;

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, double>> Values =>
        _generator is null
            ? []
            :
            [
                new(Quantizing, _generator.Quantizing ? 1 : 0),
                new("following", _generator.Observing ? 1 : 0),
                new("largestActivation", LargestActivation(_generator)),
            ];

    /// <inheritdoc/>
    /// <remarks>That it rounds is what a person expects.</remarks>
    public string? Label(string name, double value) => name == Quantizing && value == 0 ? "not yet rounding" : null;

    /// <inheritdoc/>
    public Tensor? Loss(StepContext step) => null;

    /// <inheritdoc/>
    public NetworkGraph Rewrite(NetworkGraph generator)
    {
        // A compact generator that was slimmed with quantisers keeps them, with their ranges.
        if (GraphQuantization.IsQuantized(generator))
        {
            return generator;
        }

        var bits = new BitsByLayer(options);
        bits.Check(generator);
        var first = generator.Nodes.FirstOrDefault(static node => node.Layer is IConvolution);
        return GraphQuantization.Quantize(generator, node =>
            bits.Of(node.Name) is ( > 0, _) of
                ? options.Profile == QuantizationProfile.Reference
                    ? Reference(of, isFirst: node == first)
                    : Deployable(of)
                : null
        );
    }

    /// <inheritdoc/>
    public void Prepare(GraphModule generator, IEnumerable<Tensor> batches)
    {
        _generator = generator;
        if (!generator.Graph.Nodes.Any(static node => node.Layer is AffineQuantizer))
        {
            return;
        }

        generator.Observing = true;
        using var noGrad = no_grad();
        foreach (var batch in batches)
        {
            using var scope = NewDisposeScope();
            generator.forward(batch);
        }
    }

    /// <inheritdoc/>
    public void Follow(GraphModule generator, ChannelCompaction left, ChannelCompaction former) =>
        _generator = generator;

    /// <inheritdoc/>
    public void AfterStep(StepContext step)
    {
        _generator = step.Generator;
        if (step.Phase == TrainingPhase.Slim)
        {
            (step.Generator.Quantizing, step.Generator.Observing) = (true, true);
            return;
        }

        // What has begun continues, and fixed ranges stay fixed, also where the number of steps grows on the way. After
        // the last step nothing begins: the host calibrates what has never rounded.
        var (delay, next, begins) = (options.DelayShare * step.Steps, step.Step + 1, step.Step == 0);
        var isFixed = !begins && step.Generator is { Quantizing: true, Observing: false };
        step.Generator.Quantizing =
            (!begins && step.Generator.Quantizing) || (next >= delay && (delay == 0 || next < step.Steps));
        step.Generator.Observing =
            !isFixed && step.Generator.Quantizing && next < delay + (options.FollowShare * (step.Steps - delay));
    }

    private static ConvolutionQuantization Deployable((int Weights, int Activations) bits)
    {
        var range = bits.Activations > 0 ? new AffineQuantizer(bits.Activations) : null;
        return new(new WeightQuantizer(bits.Weights, PerChannel: true), range, range);
    }

    private static ConvolutionQuantization Reference((int Weights, int Activations) bits, bool isFirst)
    {
        var input = bits.Activations > 0 && !isFirst ? new ClampQuantizer(bits.Activations, ReferenceMax) : null;
        return new(new WeightQuantizer(bits.Weights, PerChannel: false), input, Output: null);
    }

    private static double LargestActivation(GraphModule generator)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var ranges = generator
            .Graph.Nodes.Where(static node => node.Layer is AffineQuantizer)
            .Select(node => generator.Tensors[node.ParameterName("range")])
            .ToArray();
        return ranges.Length == 0 ? 0 : cat(ranges).abs().max().item<float>();
    }
}
