namespace GsFramework.Graph;

/// <summary>Which channels an axis of a parameter runs over, so that pruning can slice it.</summary>
public enum ChannelAxis
{
    /// <summary>No channel axis: kernel rows and columns, scalars.</summary>
    None,

    /// <summary>The layer's input channels.</summary>
    In,

    /// <summary>The layer's output channels.</summary>
    Out,
}

/// <summary>What a parameter is to the method.</summary>
public enum ParameterRole
{
    /// <summary>A convolution kernel.</summary>
    Weight,

    /// <summary>A convolution bias.</summary>
    Bias,

    /// <summary>A norm's scale γ, the target of the L1 norm of GAN Slimming.</summary>
    Scale,

    /// <summary>A norm's shift β.</summary>
    Shift,

    /// <summary>State that is stored but not trained: running statistics, quantiser ranges and scales.</summary>
    Buffer,
}

/// <summary>One tensor that a layer owns. Its full name is the node's name, a dot and <see cref="Name"/>.</summary>
/// <param name="Name">The name within the layer, as in PyTorch: <c>weight</c>, <c>bias</c>, …</param>
/// <param name="Shape">The tensor's shape.</param>
/// <param name="Axes">For each axis of <paramref name="Shape"/>, the channels that it runs over.</param>
/// <param name="Role">What the parameter is.</param>
public sealed record LayerParameter(
    string Name,
    IReadOnlyList<long> Shape,
    IReadOnlyList<ChannelAxis> Axes,
    ParameterRole Role
)
{
    /// <summary>The number of elements.</summary>
    public long Count => Shape.Aggregate(1L, static (product, n) => product * n);

    /// <summary>A vector with one element per output channel.</summary>
    public static LayerParameter PerChannel(string name, int channels, ParameterRole role) =>
        new(name, [channels], [ChannelAxis.Out], role);
}
