using static TorchSharp.torch;

namespace GsFramework.Tests.Host;

internal static class TensorAssert
{
    /// <summary>The same type, shape and values to the bit; only the sign of a zero may differ.</summary>
    public static void Same(Tensor expected, Tensor actual)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(expected.dtype, actual.dtype);
        Assert.Equal(expected.shape, actual.shape);
        Assert.True(expected.eq(actual).all().item<bool>());
    }
}
