using GsFramework.Tests.Host;
using GsFramework.Core.Interchange.Onnx.Messages;
using GsFramework.Core.Import;
using GsFramework.Core.Import.Layers;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using static GsFramework.Tests.Core.Import.OnnxFileBuilder;

namespace GsFramework.Tests.Core.Import;

/// <summary>Every operator in the forms in which exporters write it. That the network computes what ONNX Runtime
/// computes of the file is tested by the import itself, which refuses it otherwise.</summary>
public sealed class ImportedOperatorTests : IDisposable
{
    private static readonly AttributeProto[] _pool =
    [
        Numbers("kernel_shape", 3, 3),
        Numbers("strides", 2, 2),
        Numbers("pads", 1, 1, 1, 1),
    ];

    private readonly Folder _folder = new();

    // Each gets the file and a map of 6 channels, and gives what it makes of it.
    private static readonly Dictionary<string, Func<OnnxFileBuilder, string, string>> _forms = new()
    {
        ["Conv"] = static (file, x) => file.Convolution(x, 6, 5),
        ["Conv, strided, dilated, uneven pads"] = static (file, x) =>
            file.Convolution(
                x,
                6,
                5,
                3,
                Numbers("strides", 2, 2),
                Numbers("dilations", 2, 2),
                Numbers("pads", 2, 1, 0, 3)
            ),
        ["Conv, grouped"] = static (file, x) => file.Node("Conv", [x, file.Weight(4, 3, 3, 3)], Number("group", 2)),
        ["Conv, depthwise"] = static (file, x) => file.Node("Conv", [x, file.Weight(6, 1, 3, 3)], Number("group", 6)),
        ["Conv, not square"] = static (file, x) => file.Node("Conv", [x, file.Weight(4, 6, 1, 5)]),
        ["Conv, padded to the same size"] = static (file, x) =>
            file.Node("Conv", [x, file.Weight(4, 6, 4, 4)], Word("auto_pad", "SAME_UPPER")),
        ["ConvTranspose"] = static (file, x) =>
            file.Node(
                "ConvTranspose",
                [x, file.Weight(6, 4, 3, 3), file.Weight(4)],
                Numbers("strides", 2, 2),
                Numbers("pads", 1, 1, 1, 1),
                Numbers("output_padding", 1, 1)
            ),
        ["ConvTranspose, uneven pads"] = static (file, x) =>
            file.Node(
                "ConvTranspose",
                [x, file.Weight(6, 4, 4, 4)],
                Numbers("strides", 2, 2),
                Numbers("pads", 0, 1, 2, 1)
            ),
        ["ConvTranspose, depthwise"] = static (file, x) =>
            file.Node("ConvTranspose", [x, file.Weight(6, 1, 4, 4)], Number("group", 6), Numbers("strides", 2, 2)),
        ["BatchNormalization"] = static (file, x) =>
            file.Node(
                "BatchNormalization",
                [x, file.Weight(6), file.Weight(6), file.Weight(6), file.Constant([1f, 2, 3, 4, 5, 6], 6)]
            ),
        ["InstanceNormalization"] = static (file, x) =>
            file.Node("InstanceNormalization", [x, file.Weight(6), file.Weight(6)], Real("epsilon", 1e-3f)),
        ["group norm, as primitives"] = static (file, x) =>
        {
            var groups = file.Node("Reshape", [x, file.Constant(0, 2, -1)]);
            var norm = file.Node(
                "InstanceNormalization",
                [groups, file.Constant([1f, 1], 2), file.Constant([0f, 0], 2)]
            );
            var map = file.Node("Reshape", [norm, file.Node("Shape", [x])]);
            return file.Node("Add", [file.Node("Mul", [map, file.Weight(6, 1, 1)]), file.Weight(6, 1, 1)]);
        },
        ["layer norm over channels, as primitives"] = static (file, x) =>
            file.Node("Mul", [Normalized(file, x, 1), file.Weight(1, 6, 1, 1)]),
        ["instance norm, as primitives"] = static (file, x) => Normalized(file, x, 2, 3),
        ["layer norm over all, as primitives"] = static (file, x) => Normalized(file, x, 1, 2, 3),
        ["LayerNormalization, channels last"] = static (file, x) =>
        {
            var last = file.Node("Transpose", [x], Numbers("perm", 0, 2, 3, 1));
            var norm = file.Node("LayerNormalization", [last, file.Weight(6), file.Weight(6)], Number("axis", -1));
            return file.Node("Transpose", [norm], Numbers("perm", 0, 3, 1, 2));
        },
        ["layer norm as primitives, channels last"] = static (file, x) =>
        {
            var last = file.Node("Transpose", [x], Numbers("perm", 0, 2, 3, 1));
            var scaled = file.Node("Mul", [Normalized(file, last, -1), file.Weight(6)]);
            var shifted = file.Node("Add", [scaled, file.Weight(6)]);
            return file.Node("Transpose", [shifted], Numbers("perm", 0, 3, 1, 2));
        },
        ["PRelu"] = static (file, x) => file.Node("PRelu", [x, file.Weight(6, 1, 1)]),
        ["PRelu, one slope"] = static (file, x) => file.Node("PRelu", [x, file.Constant([0.3f], 1)]),
        ["Clip"] = static (file, x) => file.Node("Clip", [x, "", file.Constant([0.5f])]),
        ["HardSigmoid"] = static (file, x) => file.Node("HardSigmoid", [x], Real("alpha", 1f / 6)),
        ["Celu"] = static (file, x) => file.Node("Celu", [x], Real("alpha", 0.7f)),
        ["gelu, as primitives"] = static (file, x) =>
        {
            var erf = file.Node("Erf", [file.Node("Div", [x, file.Constant([1.4142135f])])]);
            var sum = file.Node("Add", [erf, file.Constant([1f])]);
            return file.Node("Mul", [file.Node("Mul", [x, sum]), file.Constant([0.5f])]);
        },
        ["swish, as primitives"] = static (file, x) => file.Node("Mul", [x, file.Node("Sigmoid", [x])]),
        ["Pow"] = static (file, x) => file.Node("Pow", [x, file.Constant([2f])]),
        ["1 - x"] = static (file, x) => file.Node("Sub", [file.Constant([1f]), x]),
        ["x - c for each channel"] = static (file, x) => file.Node("Sub", [x, file.Weight(1, 6, 1, 1)]),
        ["x / 2"] = static (file, x) => file.Node("Div", [x, file.Constant([2f])]),
        ["Max with a number"] = static (file, x) => file.Node("Max", [x, file.Constant([0.1f])]),
        ["a residual branch"] = static (file, x) => file.Node("Add", [x, file.Convolution(x, 6, 6)]),
        ["a difference"] = static (file, x) => file.Node("Sub", [file.Convolution(x, 6, 6), x]),
        ["Sum of three"] = static (file, x) =>
            file.Node("Sum", [x, file.Convolution(x, 6, 6), file.Convolution(x, 6, 6)]),
        ["squeeze and excitation"] = static (file, x) =>
        {
            var mean = file.Node("GlobalAveragePool", [x]);
            var gate = file.Node("Relu", [file.Convolution(mean, 6, 2, 1)]);
            return file.Node("Mul", [x, file.Node("HardSigmoid", [file.Convolution(gate, 2, 6, 1)])]);
        },
        ["squeeze and excitation of matrices"] = static (file, x) =>
        {
            var mean = file.Node("ReduceMean", [x], Numbers("axes", -1, -2), Number("keepdims", 0));
            var inner = file.Node(
                "Relu",
                [file.Node("Gemm", [mean, file.Weight(2, 6), file.Weight(2)], Number("transB", 1))]
            );
            var product = file.Node("MatMul", [inner, file.Weight(2, 6)]);
            var gate = file.Node("Sigmoid", [file.Node("Add", [product, file.Weight(6)])]);
            return file.Node("Mul", [x, file.Node("Unsqueeze", [gate, file.Constant(2, 3)])]);
        },
        ["a mean added to every pixel"] = static (file, x) =>
            file.Node("Add", [x, file.Node("GlobalAveragePool", [x])]),
        ["spatial attention"] = static (file, x) =>
            file.Node("Mul", [x, file.Node("Sigmoid", [file.Convolution(x, 6, 1)])]),
        ["Concat"] = static (file, x) => file.Node("Concat", [x, file.Convolution(x, 6, 3)], Number("axis", 1)),
        ["a label map"] = static (file, x) =>
        {
            var sides = file.Node("Slice", [file.Node("Shape", [x]), file.Constant(2), file.Constant(4)]);
            var shape = file.Node("Concat", [file.Constant(1, 3), sides], Number("axis", 0));
            var label = file.Node("Expand", [file.Constant([0f, 1, 0.5f], 1, 3, 1, 1), shape]);
            return file.Node("Concat", [x, label], Number("axis", 1));
        },
        ["Split and gate"] = static (file, x) =>
        {
            var halves = file.Nodes("Split", [x], 2, Number("axis", 1));
            return file.Node("Mul", halves);
        },
        ["Slice of channels"] = static (file, x) =>
            file.Node("Slice", [x, file.Constant(2), file.Constant(5), file.Constant(1)]),
        ["channels backwards"] = static (file, x) =>
            file.Node("Slice", [x, file.Constant(-1), file.Constant(-100), file.Constant(1), file.Constant(-1)]),
        ["Gather of channels"] = static (file, x) =>
            file.Node("Gather", [x, file.Constant(5, 0, -2)], Number("axis", 1)),
        ["channel shuffle"] = static (file, x) =>
        {
            var shape = file.Node("Shape", [x]);
            var sides = file.Node("Slice", [shape, file.Constant(2), file.Constant(4)]);
            var groups = file.Node("Concat", [file.Constant(1, 2, 3), sides], Number("axis", 0));
            var moved = file.Node(
                "Transpose",
                [file.Node("Reshape", [x, groups])],
                Numbers("perm", 0, 2, 1, 3, 4)
            );
            return file.Node("Reshape", [moved, shape]);
        },
        ["DepthToSpace, DCR"] = static (file, x) =>
            file.Node("DepthToSpace", [file.Convolution(x, 6, 8)], Number("blocksize", 2)),
        ["DepthToSpace, CRD"] = static (file, x) =>
            file.Node("DepthToSpace", [file.Convolution(x, 6, 8)], Number("blocksize", 2), Word("mode", "CRD")),
        ["SpaceToDepth"] = static (file, x) =>
            file.Node(
                "SpaceToDepth",
                [file.Node("MaxPool", [x], Numbers("kernel_shape", 2, 2), Numbers("strides", 2, 2))],
                Number("blocksize", 2)
            ),
        ["pixel shuffle, as primitives"] = static (file, x) =>
        {
            var map = file.Convolution(x, 6, 8);
            var sides = file.Node("Slice", [file.Node("Shape", [x]), file.Constant(2), file.Constant(4)]);
            var blocks = file.Node("Concat", [file.Constant(1, 2, 2, 2), sides], Number("axis", 0));
            var moved = file.Node(
                "Transpose",
                [file.Node("Reshape", [map, blocks])],
                Numbers("perm", 0, 1, 4, 2, 5, 3)
            );
            var twice = file.Node("Mul", [sides, file.Constant(2, 2)]);
            return file.Node(
                "Reshape",
                [moved, file.Node("Concat", [file.Constant(1, 2), twice], Number("axis", 0))]
            );
        },
        ["Pad, mirrored"] = static (file, x) =>
            file.Node("Pad", [x, file.Constant(0, 0, 1, 2, 0, 0, 3, 1)], Word("mode", "reflect")),
        ["Pad, repeated"] = static (file, x) =>
            file.Node("Pad", [x, file.Constant(0, 0, 1, 2, 0, 0, 3, 1)], Word("mode", "edge")),
        ["Pad, zeros and cuts"] = static (file, x) => file.Node("Pad", [x, file.Constant(0, 0, -1, 2, 0, 0, 3, -1)]),
        ["Pad, wrapped, as primitives"] = static (file, x) =>
        {
            string Slice(long start, long end, long axis) =>
                file.Node("Slice", [x, file.Constant(start), file.Constant(end), file.Constant(axis)]);
            x = file.Node("Concat", [Slice(-2, long.MaxValue, 2), x, Slice(0, 1, 2)], Number("axis", 2));
            return file.Node("Concat", [x, Slice(0, 3, 3)], Number("axis", 3));
        },
        ["Slice of pixels"] = static (file, x) =>
            file.Node("Slice", [x, file.Constant(1, 2), file.Constant(-1, 1000), file.Constant(2, -1)]),
        ["Resize to twice the size"] = static (file, x) =>
            file.Node(
                "Resize",
                [x, "", file.Constant([1f, 1, 2, 2], 4)],
                Word("mode", "nearest"),
                Word("coordinate_transformation_mode", "asymmetric"),
                Word("nearest_mode", "floor")
            ),
        ["Resize by a third, linear"] = static (file, x) =>
            file.Node("Resize", [x, "", file.Constant([1f, 1, 1.5f, 0.75f], 4)], Word("mode", "linear")),
        ["Resize, cubic"] = static (file, x) =>
            file.Node("Resize", [x, "", file.Constant([1f, 1, 2, 2], 4)], Word("mode", "cubic")),
        ["Resize to the size of a skip connection"] = static (file, x) =>
        {
            var small = file.Node("Conv", [x, file.Weight(6, 6, 3, 3)], Numbers("strides", 2, 2));
            var shape = file.Node("Shape", [x]);
            return file.Node(
                "Resize",
                [small, "", "", shape],
                Word("mode", "linear"),
                Word("coordinate_transformation_mode", "align_corners")
            );
        },
        ["a skip connection cut to size"] = static (file, x) =>
        {
            var up = file.Node(
                "ConvTranspose",
                [
                    file.Convolution(x, 6, 6, 3, Numbers("strides", 2, 2), Numbers("pads", 1, 1, 1, 1)),
                    file.Weight(6, 6, 2, 2),
                ],
                Numbers("strides", 2, 2)
            );
            var sides = file.Node("Slice", [file.Node("Shape", [x]), file.Constant(2), file.Constant(4)]);
            var cut = file.Node("Slice", [up, file.Constant(0, 0), sides, file.Constant(2, 3)]);
            return file.Node("Concat", [x, cut], Number("axis", 1));
        },
        ["MaxPool"] = static (file, x) =>
            file.Node("MaxPool", [x], _pool),
        ["AveragePool"] = static (file, x) =>
            file.Node("AveragePool", [x], _pool),
        ["Dropout, Identity, Cast"] = static (file, x) =>
            file.Node("Identity", [file.Node("Cast", [file.Node("Dropout", [x])], Number("to", 1))]),
    };

    public static TheoryData<string> Forms => [.. _forms.Keys];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Forms))]
    public void An_operator_becomes_a_layer_that_computes_the_same(string form)
    {
        var file = new OnnxFileBuilder();
        var image = file.Input("image", 1, 3, 0, 0);
        var map = file.Convolution(image, 3, 6);
        var made = _forms[form](file, map);
        file.Output(made);

        var network = OnnxImport.Run(file.Write(_folder), new OnnxImportOptions());
        using var weights = network.Weights;

        Assert.True(network.Difference.Max <= 1e-5, $"It differs by {network.Difference.Max}.");
        Assert.True(network.Difference.Sizes.Count > 1);
    }

    private static string Normalized(OnnxFileBuilder file, string x, params long[] axes)
    {
        string Mean(string value) => file.Node("ReduceMean", [value], Numbers("axes", axes));
        var distance = file.Node("Sub", [x, Mean(x)]);
        var square = file.Node("Pow", [distance, file.Constant([2f])]);
        var spread = file.Node("Sqrt", [file.Node("Add", [Mean(square), file.Constant([1e-5f])])]);
        return file.Node("Div", [distance, spread]);
    }
}
