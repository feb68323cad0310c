using GsFramework.Core.Import.Patterns;
using GsFramework.Core.Import.Reading;
using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace GsFramework.Core.Import.Layers;

/// <summary>What changes the height and width of features.</summary>
internal static class SizeSteps
{
    private const double Slack = 1e-6;

    /// <summary>The readers by operator.</summary>
    public static IReadOnlyDictionary<string, StepReader> All { get; } =
        new Dictionary<string, StepReader>
        {
            ["Pad"] = Pad,
            ["Resize"] = Resizing,
            ["Upsample"] = Upsampling,
            ["MaxPool"] = MaxPool,
            ["AveragePool"] = AveragePool,
            ["Expand"] = Expand,
            ["Tile"] = Expand,
            [LayerPatterns.Wrap] = Wrap,
        };

    /// <summary>Adds and cuts pixels at the sides; where these follow from another tensor's size, the layer reads
    /// it.</summary>
    /// <param name="step">The step.</param>
    /// <param name="graph">The network.</param>
    /// <param name="input">The layer that is changed.</param>
    /// <param name="kind">What is put around.</param>
    /// <param name="sides">For each size; less than 0 where pixels are cut.</param>
    public static void Change(
        OnnxStep step,
        ImportedGraph graph,
        string input,
        PaddingKind kind,
        IReadOnlyList<Sides> sides
    )
    {
        var first = sides[0];
        if (sides.All(other => other == first))
        {
            var cut = new Crop2d(Cut(first.Left), Cut(first.Right), Cut(first.Top), Cut(first.Bottom));
            var add = new Padding2d(kind, Add(first.Left), Add(first.Right), Add(first.Top), Add(first.Bottom));
            var (cuts, adds) = (cut != new Crop2d(0, 0, 0, 0), add != Padding2d.Even(kind, 0));
            input = cuts && adds ? graph.Append(step, ".crop", cut, [input]) : input;
            if (!cuts && !adds)
            {
                graph.Bind(step.Output, input);
                return;
            }

            graph.Add(step, adds ? add : cut, input);
            return;
        }

        if (kind != PaddingKind.Zero || Place(sides) is not { } place)
        {
            throw ImportedGraph.Unreadable(step, "the pixels that it adds or cuts depend on the image's size");
        }

        var reference =
            graph.OfSize(graph.OutputShapes(step))
            ?? throw ImportedGraph.Unreadable(
                step,
                "the pixels that it adds or cuts depend on the image's size, and no features before it have the size "
                    + "that comes out"
            );
        graph.Add(step, new FitTo(place), input, reference);

        static int Add(int pixels) => Math.Max(0, pixels);
        static int Cut(int pixels) => Math.Max(0, -pixels);
    }

    private static FitPlace? Place(IReadOnlyList<Sides> sides) =>
        sides.All(static side => side is { Top: 0, Left: 0 }) ? FitPlace.End
        : sides.All(static side =>
            side.Top == (side.Top + side.Bottom) / 2 && side.Left == (side.Left + side.Right) / 2
        )
            ? FitPlace.Center
        : null;

    private static void Pad(OnnxStep step, ImportedGraph graph)
    {
        var kind = step.Text("mode", "constant") switch
        {
            "constant" => PaddingKind.Zero,
            "reflect" => PaddingKind.Reflect,
            "edge" => PaddingKind.Replicate,
            "wrap" => PaddingKind.Circular,
            var other => throw ImportedGraph.Unreadable(step, $"its mode is {other}"),
        };
        var value = graph.Optional(step, 2, "what it pads with")?.Uniform ?? step.Number("value", 0);
        if (kind == PaddingKind.Zero && value != 0)
        {
            throw ImportedGraph.Unreadable(step, $"it pads with {value}, not with 0");
        }

        var axes = graph.Optional(step, 3, "its axes")?.ToIntegers();
        var pads = step.Integers("pads") ?? step.Integers("paddings");
        Sides[] sides =
        [
            .. Enumerable
                .Range(0, graph.Facts.Sizes.Count)
                .Select(size =>
                    OfAxes(step, pads ?? graph.Facts.Values(step.Inputs[1])[size].ToIntegers(), axes)
                ),
        ];
        Change(step, graph, graph.Layer(step), kind, sides);
    }

    private static void Wrap(OnnxStep step, ImportedGraph graph)
    {
        var (before, after) = ((int)step.Integer("before", 0), (int)step.Integer("after", 0));
        graph.Add(
            step,
            step.Integer("axis", 2) == 2
                ? new Padding2d(PaddingKind.Circular, 0, 0, before, after)
                : new Padding2d(PaddingKind.Circular, before, after, 0, 0)
        );
    }

    // Begins of all axes, then ends.
    private static Sides OfAxes(OnnxStep step, long[] pads, long[]? axes)
    {
        var count = pads.Length / 2;
        var (begins, ends) = (new int[4], new int[4]);
        for (var i = 0; i < count; i++)
        {
            var axis = axes is null ? i : (int)(axes[i] < 0 ? axes[i] + 4 : axes[i]);
            (begins[axis], ends[axis]) = ((int)pads[i], (int)pads[i + count]);
        }

        return begins[0] == 0 && begins[1] == 0 && ends[0] == 0 && ends[1] == 0
            ? new Sides(begins[2], begins[3], ends[2], ends[3])
            : throw ImportedGraph.Unreadable(step, "it adds channels");
    }

    private static void Resizing(OnnxStep step, ImportedGraph graph)
    {
        var interpolation = step.Text("mode", "nearest") switch
        {
            "nearest" => Interpolation.Nearest,
            "linear" => Interpolation.Linear,
            "cubic" when Math.Abs(step.Number("cubic_coeff_a", -0.75f) + 0.75f) < Slack => Interpolation.Cubic,
            "cubic" => throw ImportedGraph.Unreadable(step, "its cubic_coeff_a is not -0.75, which PyTorch has"),
            var other => throw ImportedGraph.Unreadable(step, $"its mode is {other}"),
        };
        var places = step.Text("coordinate_transformation_mode", "half_pixel") switch
        {
            "half_pixel" or "pytorch_half_pixel" => PixelPlaces.HalfPixel,
            "align_corners" => PixelPlaces.AlignCorners,
            "asymmetric" => PixelPlaces.Asymmetric,
            var other => throw ImportedGraph.Unreadable(step, $"its coordinates are {other}"),
        };
        var rounding = step.Text("nearest_mode", "round_prefer_floor") switch
        {
            "floor" => NearestRounding.Floor,
            "ceil" => NearestRounding.Ceil,
            "round_prefer_ceil" => NearestRounding.RoundPreferCeil,
            _ => NearestRounding.RoundPreferFloor,
        };
        if (step.Integer("antialias", 0) != 0 || step.Integer("exclude_outside", 0) != 0)
        {
            throw ImportedGraph.Unreadable(step, "it has antialias or exclude_outside");
        }

        // The scales are the third input; the second only in opset 10.
        var scales = step.Inputs.Count > 2 ? step.Input(2) : step.Input(1);
        Resize(step, graph, interpolation, places, rounding, Factors(graph, scales));
    }

    private static void Upsampling(OnnxStep step, ImportedGraph graph)
    {
        var interpolation =
            step.Text("mode", "nearest") == "nearest" ? Interpolation.Nearest : Interpolation.Linear;
        var factors = step.Numbers("scales") is [_, _, var height, var width]
            ? (height, width)
            : Factors(graph, step.Input(1));
        Resize(step, graph, interpolation, PixelPlaces.Asymmetric, NearestRounding.Floor, factors);
    }

    private static (double Height, double Width)? Factors(ImportedGraph graph, string? scales) =>
        graph.Facts.Constant(scales)?.ToFloats() is [_, _, var height, var width] ? (height, width) : null;

    private static void Resize(
        OnnxStep step,
        ImportedGraph graph,
        Interpolation interpolation,
        PixelPlaces places,
        NearestRounding rounding,
        (double Height, double Width)? given
    )
    {
        var (from, to) = (graph.Shapes(step), graph.OutputShapes(step));
        if (from[0].Channels != to[0].Channels)
        {
            throw ImportedGraph.Unreadable(step, "it resizes the channels");
        }

        var factor = given ?? Ratio(from, to);
        if (factor is not var (height, width))
        {
            var reference =
                graph.OfSize(to)
                ?? throw ImportedGraph.Unreadable(
                    step,
                    "its size depends on the image's, and no features before it have the size that comes out"
                );
            graph.Add(step, new Resize(1, 1, interpolation, places, rounding), graph.Layer(step), reference);
            return;
        }

        // All of these take each pixel as often as it is enlarged.
        var isWhole = height >= 1 && width >= 1 && height % 1 == 0 && width % 1 == 0;
        var isRepeated =
            interpolation == Interpolation.Nearest
            && isWhole
            && (
                (places == PixelPlaces.Asymmetric && rounding == NearestRounding.Floor)
                || (
                    places == PixelPlaces.HalfPixel
                    && rounding is NearestRounding.RoundPreferFloor or NearestRounding.RoundPreferCeil
                )
            );
        graph.Add(
            step,
            isRepeated
                ? new Resize(height, width)
                : new Resize(height, width, interpolation, places, rounding)
        );
    }

    private static (double Height, double Width)? Ratio(FeatureShape[] from, FeatureShape[] to)
    {
        var (height, width) = ((double)to[0].Height / from[0].Height, (double)to[0].Width / from[0].Width);
        return from.Zip(to)
            .All(pair =>
                (int)Math.Floor((pair.First.Height * height) + Slack) == pair.Second.Height
                && (int)Math.Floor((pair.First.Width * width) + Slack) == pair.Second.Width
            )
            ? (height, width)
            : null;
    }

    private static void MaxPool(OnnxStep step, ImportedGraph graph)
    {
        var (size, window) = Pool(step, graph);
        graph.Add(step, new MaxPool2d(size, window.Stride, window.Pads.Top));
    }

    private static void AveragePool(OnnxStep step, ImportedGraph graph)
    {
        // An exporter that knows one size of image writes the mean over all pixels so.
        var kernel = step.Integers("kernel_shape") ?? [];
        if (
            kernel is [> 1, _] or [_, > 1]
            && graph.Shapes(step).All(shape => shape.Height == kernel[0] && shape.Width == kernel[1])
            && graph.OutputShapes(step).All(static shape => shape is { Height: 1, Width: 1 })
            && (step.Integers("pads") ?? []).All(static pad => pad == 0)
        )
        {
            graph.Note(
                $"'{step.Name}' takes the mean over all of its {kernel[0]}x{kernel[1]} pixels; the MODEL takes it over "
                    + "all pixels at other sizes too"
            );
            graph.Add(step, new GlobalAveragePool());
            return;
        }

        var (size, window) = Pool(step, graph);
        var counts = step.Integer("count_include_pad", 0) != 0;
        graph.Add(step, new AveragePool2d(size, window.Stride, window.Pads.Top, counts));
    }

    private static (int Size, Window Window) Pool(OnnxStep step, ImportedGraph graph)
    {
        var kernel = step.Integers("kernel_shape") ?? [1, 1];
        var window = Window.Of(step, graph, (int)kernel[0], (int)kernel[^1]);
        var pads = window.Pads;
        if (
            kernel.Length != 2
            || kernel[0] != kernel[1]
            || window.Dilation != 1
            || pads.Top != pads.Left
            || pads.Top != pads.Bottom
            || pads.Top != pads.Right
            || 2 * pads.Top > kernel[0]
        )
        {
            throw ImportedGraph.Unreadable(
                step,
                "its window is not square, is dilated, or not padded evenly by at most half of it"
            );
        }

        var made = new MaxPool2d((int)kernel[0], window.Stride, pads.Top);
        var sizes = graph.Shapes(step).Zip(graph.OutputShapes(step));
        return sizes.All(pair => made.OutputShape([pair.First]) == pair.Second)
            ? ((int)kernel[0], window)
            : throw ImportedGraph.Unreadable(step, "it rounds its size up (ceil_mode)");
    }

    // One value for each channel at every pixel.
    private static void Expand(OnnxStep step, ImportedGraph graph)
    {
        var (from, to) = (graph.Shapes(step), graph.OutputShapes(step));
        if (from.SequenceEqual(to))
        {
            graph.Bind(step.Output, graph.Layer(step));
            return;
        }

        if (!from.All(static shape => shape is { Height: 1, Width: 1 }) || from[0].Channels != to[0].Channels)
        {
            throw ImportedGraph.Unreadable(step, "it repeats more than one value for each channel");
        }

        var reference =
            graph.OfSize(to)
            ?? throw ImportedGraph.Unreadable(step, "no features before it have the size to which it repeats values");
        graph.Add(step, new ExpandTo(), graph.Layer(step), reference);
    }
}
