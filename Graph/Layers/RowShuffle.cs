using System.ComponentModel.DataAnnotations;
using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>
/// Pixel shuffle with the pixels of a block before the channels: (r·r·C, H, W) becomes (C, r·H, r·W), where channel
/// (a·r + b)·C + c is pixel (a, b) of channel c. The channels may come in r inputs, one for each row a of the blocks.
/// With the channels of a pixel side by side in memory whole runs of pixels are moved, which
/// <see cref="DepthToSpace"/>, with PyTorch's order of channels, cannot.
/// </summary>
/// <param name="ChannelCount">C, channels of the output.</param>
/// <param name="Factor">r, the upsampling factor.</param>
[LayerKind("row-shuffle")]
public sealed record RowShuffle(
    [property: Range(1, 1 << 20)] int ChannelCount,
    [property: Range(1, 1 << 6)] int Factor
) : Layer
{
    private int Block => Factor * Factor;

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state)
    {
        using var scope = NewDisposeScope();
        var whole = inputs.Count == 1 ? inputs[0] : cat([.. inputs], 1);
        var (batch, height, width) = (whole.shape[0], whole.shape[2], whole.shape[3]);
        return whole
            .reshape(batch, Factor, Factor, ChannelCount, height, width)
            .permute(0, 3, 4, 1, 5, 2)
            .reshape(batch, ChannelCount, height * Factor, width * Factor)
            .MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    /// <remarks>Integers of one grid stay integers. Transposing is free where a runtime keeps the channels of a pixel
    /// together.</remarks>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes)
    {
        var grid = inputs.All(input => input.Grid == inputs[0].Grid) ? inputs[0].Grid : null;
        string[] planes = grid is null ? nodes.Floats(inputs) : [.. inputs.Select(static input => input.Name)];
        string Transposed(string value, params long[] axes) =>
            nodes.Add("Transpose", [value], new OnnxSetting("perm", axes));
        string Reshaped(string value, params long[] shape) =>
            nodes.Add("Reshape", [value, nodes.Integers("shape", shape)]);
        var pixels = planes.Select(value => Transposed(value, 0, 2, 3, 1)).ToArray();

        // (N, H, W, ·) times the factor; 0 is for the last axis of what is reshaped.
        var sides = nodes.Add(
            "Mul",
            [nodes.Add("Shape", [pixels[0]]), nodes.Integers("factors", 1, Factor, Factor, 0)]
        );
        string[] rows =
            pixels.Length > 1
                ? pixels
                : [Transposed(Reshaped(pixels[0], 0, 0, 0, Factor, -1), 0, 1, 3, 2, 4)];
        string[] runs = [.. rows.Select(row => Reshaped(row, 0, 0, -1, ChannelCount))];
        var all = runs.Length > 1 ? nodes.Add("Concat", runs, new OnnxSetting("axis", 2)) : runs[0];
        return new OnnxValue(Transposed(nodes.Add("Reshape", [all, sides]), 0, 3, 1, 2), grid);
    }

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs)
    {
        var channels = inputs.Sum(static input => input.Channels);
        return (inputs.Count == 1 || inputs.Count == Factor) && inputs.Distinct().Count() == 1
            && channels == ChannelCount * Block
            ? new FeatureShape(ChannelCount, inputs[0].Height * Factor, inputs[0].Width * Factor)
            : throw new GraphException(
                $"inputs of {string.Join(" and ", inputs)} are not blocks of {Block} pixels of {ChannelCount} channels."
            );
    }

    /// <inheritdoc/>
    public override Layer WithChannels(IReadOnlyList<int> inputs, int output) => this with { ChannelCount = output };

    /// <inheritdoc/>
    public override RowReach? Reach(IReadOnlyList<FeatureShape> inputs) => new(Up: Factor);

    /// <inheritdoc/>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker)
    {
        int[] all = [.. inputs.SelectMany(static labels => labels)];
        var first = all[..ChannelCount];
        foreach (var pixel in all.Chunk(ChannelCount).Skip(1))
        {
            tracker.Tie(first, pixel);
        }

        return first;
    }

    /// <inheritdoc/>
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state)
    {
        var pixels = inputs.SelectMany(static values => values).Chunk(outputChannels).ToArray();
        return
        [
            .. Enumerable
                .Range(0, outputChannels)
                .Select(channel =>
                    pixels.Select(values => values[channel]).Distinct().ToArray() is [var only] ? only : double.NaN
                ),
        ];
    }
}
