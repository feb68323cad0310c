using System.ComponentModel.DataAnnotations;
using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>min(max(x, min), max).</summary>
/// <param name="Min">The lower end, or null for none.</param>
/// <param name="Max">The upper end, or null for none.</param>
[LayerKind("clip")]
public sealed record Clip(double? Min = null, double? Max = null) : Layer, IValidatableObject
{
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext) =>
        (Min is null && Max is null) || Min > Max
            ? [new ValidationResult($"the range is {Min} to {Max}; expected at least one end, and min below max")]
            : [];

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state)
    {
        var x = Single(inputs);
        return (Min, Max) switch
        {
            ({ } min, { } max) => x.clamp(min, max),
            ({ } min, _) => x.clamp_min(min),
            _ => x.clamp_max(Max!.Value),
        };
    }

    /// <inheritdoc/>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes)
    {
        string End(string name, double? value) => value is { } end ? nodes.Number(name, (float)end) : "";
        return new OnnxValue(nodes.Add("Clip", [nodes.Float(Single(inputs)), End("min", Min), End("max", Max)]));
    }

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) => Single(inputs);

    /// <inheritdoc/>
    public override RowReach? Reach(IReadOnlyList<FeatureShape> inputs) => RowReach.Pixelwise;

    /// <inheritdoc/>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => Single(inputs);

    /// <inheritdoc/>
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state) =>
        [
            .. Single(inputs)
                .Select(value => Math.Min(Math.Max(value, Min ?? double.MinValue), Max ?? double.MaxValue)),
        ];
}
