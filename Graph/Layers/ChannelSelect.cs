using System.ComponentModel.DataAnnotations;
using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>Some channels of the input, in a given order: a slice, a half of a split, a shuffle.</summary>
/// <param name="ChannelCount">Channels of the input.</param>
/// <param name="Indices">The input's channel for each output channel, from 0.</param>
[LayerKind("channel-select")]
public sealed record ChannelSelect(
    [property: Range(1, 1 << 20)] int ChannelCount,
    [property: MinLength(1)] IReadOnlyList<int> Indices
) : Layer, IValidatableObject
{
    /// <summary>Neighbouring channels.</summary>
    /// <param name="channels">Channels of the input.</param>
    /// <param name="start">The first one.</param>
    /// <param name="count">How many.</param>
    public static ChannelSelect Slice(int channels, int start, int count) =>
        new(channels, [.. Enumerable.Range(start, count)]);

    private bool IsSlice => Indices.Index().All(entry => entry.Item == Indices[0] + entry.Index);

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext) =>
        Indices
            .Where(index => index < 0 || index >= ChannelCount)
            .Select(index => new ValidationResult($"an index is {index}; expected 0 to {ChannelCount - 1}"));

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state)
    {
        var x = Single(inputs);
        if (IsSlice)
        {
            return x.narrow(1, Indices[0], Indices.Count);
        }

        using var indices = tensor(Indices.ToArray(), device: x.device);
        return x.index_select(1, indices);
    }

    /// <inheritdoc/>
    /// <remarks>Integers stay integers.</remarks>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes)
    {
        var input = Single(inputs);
        return input with
        {
            Name = IsSlice
                ? nodes.Add(
                    "Slice",
                    [
                        input.Name,
                        nodes.Integers("starts", Indices[0]),
                        nodes.Integers("ends", Indices[0] + Indices.Count),
                        nodes.Integers("axes", 1),
                    ]
                )
                : nodes.Add(
                    "Gather",
                    [input.Name, nodes.Integers("indices", [.. Indices.Select(static index => (long)index)])],
                    new OnnxSetting("axis", 1)
                ),
        };
    }

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs)
    {
        ConvolutionParts.CheckChannels(Kind, ChannelCount, Single(inputs));
        return Single(inputs) with { Channels = Indices.Count };
    }

    /// <inheritdoc/>
    public override RowReach? Reach(IReadOnlyList<FeatureShape> inputs) => RowReach.Pixelwise;

    /// <inheritdoc/>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) =>
        [.. Indices.Select(index => Single(inputs)[index])];

    /// <inheritdoc/>
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state) =>
        [.. Indices.Select(index => Single(inputs)[index])];

    /// <inheritdoc/>
    public override Layer WithChannels(IReadOnlyList<int> inputs, int output) =>
        Single(inputs) == ChannelCount
            ? this
            : throw new GraphException(
                $"{Kind} names {ChannelCount} channels by number and cannot be made for {Single(inputs)}."
            );

    /// <inheritdoc/>
    public override Layer WithKept(IReadOnlyList<IReadOnlyList<int>> inputs, IReadOnlyList<int> outputs)
    {
        var places = Single(inputs).Index().ToDictionary(static entry => entry.Item, static entry => entry.Index);
        return new ChannelSelect(places.Count, [.. outputs.Select(output => places[Indices[output]])]);
    }

    /// <summary>True for the same channels of the same input.</summary>
    public bool Equals(ChannelSelect? other) =>
        other is not null && ChannelCount == other.ChannelCount && Indices.SequenceEqual(other.Indices);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ChannelCount, Indices.Count, Indices[0], Indices[^1]);
}
