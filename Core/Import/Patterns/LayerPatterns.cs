using Google.Protobuf;
using GsFramework.Core.Interchange.Onnx.Messages;
using GsFramework.Core.Import.Reading;

namespace GsFramework.Core.Import.Patterns;

/// <summary>
/// Layers that exporters write as several primitives. Each pattern looks at the last of these and, where all are there,
/// gives one step in its place.
/// </summary>
internal static class LayerPatterns
{
    /// <summary>Pixel shuffle by a factor.</summary>
    public const string PixelShuffle = OnnxStep.Own + "PixelShuffle";

    /// <summary>Pixel unshuffle by a factor.</summary>
    public const string PixelUnshuffle = OnnxStep.Own + "PixelUnshuffle";

    /// <summary>Channels of groups in turn.</summary>
    public const string ChannelShuffle = OnnxStep.Own + "ChannelShuffle";

    /// <summary>A group norm without scale and shift.</summary>
    public const string GroupNorm = OnnxStep.Own + "GroupNorm";

    /// <summary>A norm of each pixel over its channels; scale and shift are inputs 1 and 2, or not there.</summary>
    public const string ChannelNorm = OnnxStep.Own + "ChannelNorm";

    /// <summary>An instance norm without scale and shift.</summary>
    public const string InstanceNorm = OnnxStep.Own + "InstanceNorm";

    /// <summary>The opposite side of the image put at its border, along an axis.</summary>
    public const string Wrap = OnnxStep.Own + "Wrap";

    /// <summary>The patterns, in the order in which they are tried.</summary>
    public static IReadOnlyList<Func<OnnxStep, OnnxSteps, OnnxStep?>> All { get; } =
    [
        Rearrangement,
        GroupedNorm,
        PrimitiveNorm,
        ChannelsLastNorm,
        WrappedPadding,
    ];

    // The end of the image, the image, and its beginning again.
    private static OnnxStep? WrappedPadding(OnnxStep last, OnnxSteps all)
    {
        var axis = last.Integer("axis", 1);
        if (last.Operation != "Concat" || all.Shape(last.Output).Length != 4 || axis is not (2 or 3))
        {
            return null;
        }

        var parts = last.Inputs.Select(name => all.Producer(name, "Slice")).ToArray();
        var image = parts.OfType<OnnxStep>().FirstOrDefault()?.Input(0);
        var middle = last.Inputs.ToList().FindIndex(name => name == image);
        if (image is null || middle < 0 || middle > 1 || last.Inputs.Count > middle + 2 || last.Inputs.Count < 2)
        {
            return null;
        }

        long? Taken(int part, bool isEnd) =>
            part < 0 || part >= last.Inputs.Count ? 0
            : parts[part] is { } slice && slice.Input(0) == image ? Along(slice, all, axis, isEnd)
            : null;
        return Taken(middle - 1, isEnd: true) is { } before && Taken(middle + 1, isEnd: false) is { } after
            ? Replaced(last, Wrap, image, ("axis", axis), ("before", before), ("after", after))
            : null;
    }

    // How many rows or columns a slice takes from the end or the beginning, at all sizes; else null.
    private static long? Along(OnnxStep slice, OnnxSteps all, long axis, bool isEnd)
    {
        var (starts, ends) = (all.Numbers(slice, "starts", 1), all.Numbers(slice, "ends", 2));
        var axes = all.Numbers(slice, "axes", 3);
        if (starts is not [var start] || ends is not [var end] || axes is not [var only])
        {
            return null;
        }

        return
            (only < 0 ? only + 4 : only) != axis ? null
            : isEnd && start < 0 && end > int.MaxValue / 2 ? -start
            : !isEnd && start == 0 && end > 0 && end < int.MaxValue / 2 ? end
            : null;
    }

    // Reshape, transpose, reshape.
    private static OnnxStep? Rearrangement(OnnxStep last, OnnxSteps all)
    {
        if (
            last.Operation != "Reshape"
            || all.Producer(last.Input(0), "Transpose") is not { } transpose
            || all.Producer(transpose.Input(0), "Reshape") is not { } first
            || all.Shape(first.Inputs[0]) is not { Length: 4 } from
            || all.Shape(last.Output) is not { Length: 4 } to
        )
        {
            return null;
        }

        var (inner, order) = (all.Shape(first.Output), transpose.Integers("perm") ?? []);
        if (order.SequenceEqual([0, 1, 4, 2, 5, 3]) && inner is [_, var made, var r, var s, _, _])
        {
            return r == s && from[1] == made * r * r && to[2] == from[2] * r
                ? Replaced(last, PixelShuffle, first.Inputs[0], ("factor", r))
                : null;
        }

        if (order.SequenceEqual([0, 1, 3, 5, 2, 4]) && inner is [_, _, _, var rows, _, var columns])
        {
            return rows == columns && to[1] == from[1] * rows * rows && from[2] == to[2] * rows
                ? Replaced(last, PixelUnshuffle, first.Inputs[0], ("factor", rows))
                : null;
        }

        return
            order.SequenceEqual([0, 2, 1, 3, 4])
            && inner is [_, var groups, var width, _, _]
            && groups * width == from[1]
            && to.SequenceEqual(from)
            ? Replaced(last, ChannelShuffle, first.Inputs[0], ("groups", groups))
            : null;
    }

    // Reshape to (N, groups, rest), instance norm with ones and zeros, reshape.
    private static OnnxStep? GroupedNorm(OnnxStep last, OnnxSteps all)
    {
        if (
            last.Operation != "Reshape"
            || all.Producer(last.Input(0), "InstanceNormalization") is not { } norm
            || all.Producer(norm.Input(0), "Reshape") is not { } first
            || all.Number(norm, 1) != 1
            || all.Number(norm, 2) != 0
        )
        {
            return null;
        }

        var (from, inner) = (all.Shape(first.Inputs[0]), all.Shape(first.Output));
        return
            from.Length == 4
            && inner.Length >= 3
            && from[1] % inner[1] == 0
            && all.Shape(last.Output).SequenceEqual(from)
            ? Replaced(last, GroupNorm, first.Inputs[0], ("groups", inner[1])) with
            {
                Attributes = With(norm, ("groups", inner[1])),
            }
            : null;
    }

    // (x - mean) / √(variance + ε), with means over the same axes.
    private static OnnxStep? PrimitiveNorm(OnnxStep last, OnnxSteps all)
    {
        if (
            last.Operation != "Div"
            || all.Producer(last.Input(0), "Sub") is not { } distance
            || Mean(distance, all) is not { } axes
            || all.Producer(last.Input(1), "Sqrt") is not { } root
            || all.Producer(root.Input(0), "Add") is not { } sum
            || (all.Number(sum, 1) ?? all.Number(sum, 0)) is not { } epsilon
            || all.Producer(all.Number(sum, 1) is null ? sum.Input(1) : sum.Input(0), "ReduceMean") is not { } variance
            || !Axes(variance, all).SequenceEqual(axes)
            || all.Producer(variance.Input(0), "Pow", "Mul") is not { } square
            || all.Producer(square.Input(0), "Sub") is not { } again
            || again.Input(0) != distance.Input(0)
            || Mean(again, all)?.SequenceEqual(axes) != true
            || !(square.Operation == "Pow" ? all.Number(square, 1) == 2 : square.Input(1) == square.Input(0))
        )
        {
            return null;
        }

        var operation = axes switch
        {
            [1] => ChannelNorm,
            [2, 3] => InstanceNorm,
            [1, 2, 3] => GroupNorm,
            [3] => LastAxisNorm,
            _ => null,
        };
        return operation is null
            ? null
            : Replaced(last, operation, distance.Inputs[0], ("groups", 1)) with
            {
                Attributes = With(null, ("groups", 1), epsilon),
            };
    }

    // Channels last, norm over the last axis, channels first.
    private static OnnxStep? ChannelsLastNorm(OnnxStep last, OnnxSteps all)
    {
        if (last.Operation != "Transpose" || last.Integers("perm")?.SequenceEqual([0L, 3, 1, 2]) != true)
        {
            return null;
        }

        var (scale, shift) = ((string?)null, (string?)null);
        var inner = last.Input(0);
        if (all.Producer(inner, "LayerNormalization") is { } whole)
        {
            return
                whole.Integer("axis", -1) is -1 or 3 && ChannelsFirst(whole.Input(0), all) is { } source
                ? Replaced(last, ChannelNorm, source) with
                {
                    Inputs = [source, .. whole.Inputs.Skip(1).Take(2)],
                    Attributes = With(null, ("groups", 1), whole.Number("epsilon", 1e-5f)),
                }
                : null;
        }

        if (all.Producer(inner, "Add") is { } add)
        {
            (shift, inner) = Operands(add, all);
        }

        if (all.Producer(inner, "Mul") is { } product)
        {
            (scale, inner) = Operands(product, all);
        }

        return
            all.Producer(inner, "Div") is { } division
            && PrimitiveNorm(division, all) is { Operation: LastAxisNorm } norm
            && ChannelsFirst(norm.Input(0), all) is { } image
            ? norm with
            {
                Operation = ChannelNorm,
                Inputs = [image, scale ?? "", shift ?? ""],
                Outputs = last.Outputs,
            }
            : null;
    }

    /// <summary>What no layer computes, but a pattern puts together with what stands around it.</summary>
    public const string LastAxisNorm = OnnxStep.Own + "LastAxisNorm";

    private static string? ChannelsFirst(string? tensor, OnnxSteps all) =>
        all.Producer(tensor, "Transpose") is { } moved && moved.Integers("perm")?.SequenceEqual([0L, 2, 3, 1]) == true
            ? moved.Input(0)
            : null;

    private static (string? Constant, string? Feature) Operands(OnnxStep step, OnnxSteps all) =>
        all.Facts.IsFeature(step.Input(0)) ? (step.Input(1), step.Input(0)) : (step.Input(0), step.Input(1));

    // The axes over which the second operand is the first one's mean.
    private static long[]? Mean(OnnxStep distance, OnnxSteps all) =>
        all.Producer(distance.Input(1), "ReduceMean") is { } mean && mean.Input(0) == distance.Input(0)
            ? Axes(mean, all)
            : null;

    private static long[] Axes(OnnxStep step, OnnxSteps all)
    {
        var axes = step.Integers("axes") ?? all.Facts.Constant(step.Input(1))?.ToIntegers() ?? [];
        var rank = all.Shape(step.Inputs[0]).Length;
        return [.. axes.Select(axis => axis < 0 ? axis + rank : axis).Order()];
    }

    private static OnnxStep Replaced(
        OnnxStep last,
        string operation,
        string input,
        params ReadOnlySpan<(string Name, long Value)> numbers
    )
    {
        var attributes = new Dictionary<string, AttributeProto>();
        foreach (var (name, value) in numbers)
        {
            attributes[name] = new AttributeProto { Name = name, I = value };
        }

        return last with { Operation = operation, Inputs = [input], Attributes = attributes };
    }

    private static Dictionary<string, AttributeProto> With(
        OnnxStep? norm,
        (string Name, long Value) number,
        float? epsilon = null
    ) =>
        new()
        {
            ["epsilon"] = new AttributeProto { Name = "epsilon", F = epsilon ?? norm!.Number("epsilon", 1e-5f) },
            [number.Name] = new AttributeProto { Name = number.Name, I = number.Value },
        };
}
