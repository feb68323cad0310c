namespace GsFramework.Core.Export.Onnx;

/// <summary>How far an exported file may be from the network in TorchSharp, on images in [-1, 1].</summary>
/// <param name="Max">The largest difference of a value.</param>
/// <param name="Mean">The mean difference.</param>
/// <param name="ShareWithinStep">The least share of values that differ by no more than one step of the last
/// quantiser.</param>
internal sealed record OnnxLimit(double Max, double Mean, double ShareWithinStep = 0)
{
    /// <summary>The order of additions is all that differs: 1e-5 or so in a trained network. A deep one with random
    /// weights, whose norms enlarge the noise of channels that hardly vary, may come near one of 255 grey
    /// levels.</summary>
    public static OnnxLimit Fp32 { get; } = new(Max: 1e-2, Mean: 1e-3);

    /// <summary>The network rounds in fp32: where a value is between two levels, the last bit of a sum decides, and
    /// layers behind it continue from there. Nothing rounds its outputs, so there is no step to count in.</summary>
    public static OnnxLimit Rounding { get; } = new(Max: double.PositiveInfinity, Mean: 1e-2);

    /// <summary>Half of one of 255 grey levels in the mean, and a few of them where edges are steep.</summary>
    public static OnnxLimit Half { get; } = new(Max: 0.1, Mean: 1 / 255.0);

    /// <summary>Where a sum rounds to a neighbour, layers behind it may continue from there.</summary>
    public static OnnxLimit Integer { get; } = new(Max: double.PositiveInfinity, Mean: 1e-2, ShareWithinStep: 0.999);

    /// <summary>The same with norms over several channels: each runtime adds these up in fp32 in an order of its own,
    /// and what is rounded behind them differs more often.</summary>
    public static OnnxLimit IntegerWithSums { get; } = Integer with { ShareWithinStep = 0.99 };
}
