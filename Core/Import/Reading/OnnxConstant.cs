using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Import.Reading;

/// <summary>A tensor of an ONNX file that does not depend on the image.</summary>
/// <param name="Shape">Its shape; empty for a scalar.</param>
/// <param name="Floats">Its values, row-major, or null for whole numbers.</param>
/// <param name="Integers">Its values, row-major, or null for fp32.</param>
internal sealed record OnnxConstant(IReadOnlyList<long> Shape, float[]? Floats, long[]? Integers)
{
    /// <summary>The number of values.</summary>
    public int Count => Floats?.Length ?? Integers!.Length;

    /// <summary>The values as whole numbers.</summary>
    public long[] ToIntegers() => Integers ?? [.. Floats!.Select(static value => (long)value)];

    /// <summary>The values as fp32.</summary>
    public float[] ToFloats() => Floats ?? [.. Integers!.Select(static value => (float)value)];

    /// <summary>The one value that all elements have, or null.</summary>
    public float? Uniform =>
        Count > 0 && ToFloats() is var values && Array.TrueForAll(values, value => value == values[0])
            ? values[0]
            : null;

    /// <summary>One fp32 value for each of the channels of an image, where the tensor is broadcast so; else
    /// null.</summary>
    /// <param name="channels">The image's channels.</param>
    public float[]? PerChannel(int channels)
    {
        // Of (N, C, H, W), the third axis from the end.
        var isVector =
            Count == channels
            && Shape.Count >= 3
            && Shape[^3] == channels
            && Shape[^1] == 1
            && Shape[^2] == 1
            && (Shape.Count < 4 || Shape[^4] == 1);
        return isVector ? ToFloats()
            : Count == 1 ? [.. Enumerable.Repeat(ToFloats()[0], channels)]
            : null;
    }

    /// <summary>True for the same shape and values.</summary>
    public bool Equals(OnnxConstant? other) =>
        ReferenceEquals(this, other)
        || (
            other is not null
            && Shape.SequenceEqual(other.Shape)
            && (Floats ?? []).AsSpan().SequenceEqual(other.Floats ?? [])
            && (Integers ?? []).AsSpan().SequenceEqual(other.Integers ?? [])
        );

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Shape.Count, Count);

    /// <summary>An fp32 tensor of the same shape, or of another one with as many elements.</summary>
    public Tensor ToTensor(params long[] shape) =>
        tensor(ToFloats()).reshape(shape.Length > 0 ? shape : [.. Shape]);
}
