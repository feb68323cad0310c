using System.ComponentModel.DataAnnotations;
using GsFramework.Graph.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>How <see cref="Resize"/> makes a pixel of its neighbours.</summary>
public enum Interpolation
{
    /// <summary>The nearest pixel.</summary>
    Nearest,

    /// <summary>Of the nearest two in each direction, linearly.</summary>
    Linear,

    /// <summary>Of the nearest four in each direction, by a cubic spline with a = -0.75, as PyTorch does.</summary>
    Cubic,
}

/// <summary>Where the pixels of a resized image stand in the original.</summary>
public enum PixelPlaces
{
    /// <summary>(x + ½) / factor - ½: corners of pixels stay corners. PyTorch's <c>align_corners=False</c>.</summary>
    HalfPixel,

    /// <summary>x · (in - 1) / (out - 1): the middles of the outer pixels stay. PyTorch's
    /// <c>align_corners=True</c>.</summary>
    AlignCorners,

    /// <summary>x / factor. PyTorch's <c>mode="nearest"</c>.</summary>
    Asymmetric,
}

/// <summary>Rounding of a place between two pixels for <see cref="Interpolation.Nearest"/>.</summary>
public enum NearestRounding
{
    /// <summary>Down, as PyTorch's <c>mode="nearest"</c> does.</summary>
    Floor,

    /// <summary>To the nearer, halves down.</summary>
    RoundPreferFloor,

    /// <summary>To the nearer, halves up.</summary>
    RoundPreferCeil,

    /// <summary>Up.</summary>
    Ceil,
}

/// <summary>The input enlarged or reduced by a factor; or, with a second input, to the height and width of that one, of
/// which nothing else is read.</summary>
/// <param name="Height">Factor of the height; unused with a second input.</param>
/// <param name="Width">Factor of the width; unused with a second input.</param>
/// <param name="Interpolation">How pixels are made.</param>
/// <param name="Places">Where they stand in the original.</param>
/// <param name="Rounding">Rounding of the nearest.</param>
[LayerKind("resize")]
public sealed record Resize(
    [property: Range(1e-3, 1e3)] double Height,
    [property: Range(1e-3, 1e3)] double Width,
    Interpolation Interpolation = Interpolation.Nearest,
    PixelPlaces Places = PixelPlaces.Asymmetric,
    NearestRounding Rounding = NearestRounding.Floor
) : Layer
{
    /// <summary>Nearest neighbours, as PyTorch's <c>Upsample(scale_factor=factor)</c>.</summary>
    public static Resize Nearest(double factor) => new(factor, factor);

    /// <summary>Bilinear, as PyTorch's <c>Upsample(scale_factor=factor, mode="bilinear")</c>.</summary>
    public static Resize Bilinear(double factor, bool alignCorners = false) =>
        new(
            factor,
            factor,
            Interpolation.Linear,
            alignCorners ? PixelPlaces.AlignCorners : PixelPlaces.HalfPixel
        );

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state)
    {
        var x = inputs[0];
        var (height, width) = ((int)x.shape[2], (int)x.shape[3]);
        var (outHeight, outWidth) = Sides(inputs.Count, height, width, () =>
            ((int)inputs[1].shape[2], (int)inputs[1].shape[3])
        );
        return (Interpolation, Places) switch
        {
            (Interpolation.Nearest, PixelPlaces.Asymmetric)
                when Rounding == NearestRounding.Floor && IsWhole(height, outHeight) && IsWhole(width, outWidth) =>
                nn.functional.interpolate(x, size: [outHeight, outWidth], mode: InterpolationMode.Nearest),
            (Interpolation.Linear, PixelPlaces.AlignCorners) => nn.functional.interpolate(
                x,
                size: [outHeight, outWidth],
                mode: InterpolationMode.Bilinear,
                align_corners: true
            ),
            (Interpolation.Linear, PixelPlaces.HalfPixel)
                when IsWhole(height, outHeight) && IsWhole(width, outWidth) => nn.functional.interpolate(
                x,
                size: [outHeight, outWidth],
                mode: InterpolationMode.Bilinear,
                align_corners: false
            ),
            _ => Interpolated(x, outHeight, outWidth, inputs.Count),
        };
    }

    /// <inheritdoc/>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes)
    {
        using var scope = NewDisposeScope();
        var values = nodes.Floats(inputs);
        OnnxSetting[] settings =
        [
            new("mode", Interpolation.ToString().ToLowerInvariant()),
            new("coordinate_transformation_mode", Word(Places)),
            .. Interpolation == Interpolation.Nearest ? [new OnnxSetting("nearest_mode", Word(Rounding))]
            : Interpolation == Interpolation.Cubic ? [new OnnxSetting("cubic_coeff_a", (float)ResizeAxis.CubicFactor)]
            : Array.Empty<OnnxSetting>(),
        ];
        if (values.Length == 1)
        {
            var scales = nodes.Constant("scales", tensor(new[] { 1f, 1f, (float)Height, (float)Width }));
            return new OnnxValue(nodes.Add("Resize", [values[0], "", scales], settings));
        }

        var channels = nodes.Add("Shape", [values[0]], new OnnxSetting("end", 2));
        var sides = nodes.Add("Shape", [values[1]], new OnnxSetting("start", 2));
        var sizes = nodes.Add("Concat", [channels, sides], new OnnxSetting("axis", 0));
        return new OnnxValue(nodes.Add("Resize", [values[0], "", "", sizes], settings));
    }

    /// <inheritdoc/>
    public override bool ReadsValues(int input) => input == 0;

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs)
    {
        if (inputs.Count is not (1 or 2))
        {
            throw new GraphException($"{Kind} takes an input and perhaps one of the wanted size, not {inputs.Count}.");
        }

        var (height, width) = Sides(inputs.Count, inputs[0].Height, inputs[0].Width, () =>
            (inputs[1].Height, inputs[1].Width)
        );
        return height > 0 && width > 0
            ? inputs[0] with { Height = height, Width = width }
            : throw new GraphException($"nothing is left of an input of {inputs[0]}. Use a larger image.");
    }

    /// <inheritdoc/>
    /// <remarks>Only where rows of the output stand at the same places between rows of the input again and
    /// again.</remarks>
    public override RowReach? Reach(IReadOnlyList<FeatureShape> inputs)
    {
        var (from, to) = (inputs[0].Height, OutputShape(inputs).Height);
        return Places == PixelPlaces.AlignCorners || (inputs.Count == 1 && from * Height != to) ? null
            : to % from == 0 ? new(Neighborhood, Up: to / from)
            : from % to == 0 ? new(Neighborhood, Down: from / to)
            : null;
    }

    /// <inheritdoc/>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => inputs[0];

    /// <inheritdoc/>
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state) =>
        inputs[0];

    // Rows that a cubic spline reads on either side, and one for the half pixel.
    private const int Neighborhood = 3;

    // Separable: rows, then columns.
    private Tensor Interpolated(Tensor x, int height, int width, int inputs)
    {
        using var scope = NewDisposeScope();
        Tensor Axis(long from, int to, double factor) =>
            ResizeAxis
                .Weights((int)from, to, inputs == 1 ? factor : (double)to / from, this)
                .to(x.dtype)
                .to(x.device);
        var rows = Axis(x.shape[2], height, Height);
        var columns = Axis(x.shape[3], width, Width);
        return rows.matmul(x).matmul(columns.t()).MoveToOuterDisposeScope();
    }

    private (int Height, int Width) Sides(int inputs, int height, int width, Func<(int, int)> reference) =>
        inputs == 2 ? reference() : ((int)Math.Floor(height * Height), (int)Math.Floor(width * Width));

    private static bool IsWhole(int from, int to) => to % from == 0 || from % to == 0;

    private static string Word<T>(T value)
        where T : Enum =>
        System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
