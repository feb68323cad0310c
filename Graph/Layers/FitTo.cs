using GsFramework.Graph.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>Where <see cref="FitTo"/> pads and cuts.</summary>
public enum FitPlace
{
    /// <summary>At the right and at the bottom.</summary>
    End,

    /// <summary>On both sides; where the number is odd, one more at the right and at the bottom.</summary>
    Center,
}

/// <summary>The first input with the height and width of the second, of which nothing else is read: zeros are added or
/// pixels cut, as U-Nets do for skip connections of odd sizes.</summary>
/// <param name="Place">Where.</param>
[LayerKind("fit-to")]
public sealed record FitTo(FitPlace Place) : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state)
    {
        var (x, size) = (inputs[0], inputs[1].shape);
        var (rows, columns) = (size[2] - x.shape[2], size[3] - x.shape[3]);
        return nn.functional.pad(
            x,
            [Before(columns), columns - Before(columns), Before(rows), rows - Before(rows)],
            PaddingModes.Constant
        );
    }

    /// <inheritdoc/>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes)
    {
        var values = nodes.Floats(inputs);
        string Sides(string value) => nodes.Add("Shape", [value], new OnnxSetting("start", 2));
        var missing = nodes.Add("Sub", [Sides(values[1]), Sides(values[0])]);
        var none = nodes.Integers("none", 0, 0);

        // Division of whole numbers rounds towards zero.
        var before = Place == FitPlace.End ? none : nodes.Add("Div", [missing, nodes.Integers("two", 2)]);
        var after = nodes.Add("Sub", [missing, before]);
        var pads = nodes.Add("Concat", [none, before, none, after], new OnnxSetting("axis", 0));
        return new OnnxValue(nodes.Add("Pad", [values[0], pads]));
    }

    /// <inheritdoc/>
    public override bool ReadsValues(int input) => input == 0;

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) =>
        inputs is [var x, var reference]
            ? x with
            {
                Height = reference.Height,
                Width = reference.Width,
            }
            : throw new GraphException($"{Kind} takes an input and one of the wanted size, not {inputs.Count}.");

    /// <inheritdoc/>
    public override RowReach? Reach(IReadOnlyList<FeatureShape> inputs) =>
        inputs[0].Height == inputs[1].Height ? RowReach.Pixelwise : null;

    /// <inheritdoc/>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => inputs[0];

    /// <inheritdoc/>
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state) =>
        [.. inputs[0].Select(static value => value == 0 ? 0 : double.NaN)];

    private long Before(long missing) => Place == FitPlace.End ? 0 : missing / 2;
}
