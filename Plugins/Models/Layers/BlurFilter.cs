using GsFramework.Graph;
using static TorchSharp.torch;

namespace GsFramework.Models.Layers;

/// <summary>
/// The binomial filter of an anti-aliased network (Zhang, "Making convolutional networks shift-invariant again", ICML
/// 2019): a kernel for each channel that is stored and not trained, under the name that PyTorch's code gives it.
/// </summary>
internal static class BlurFilter
{
    /// <summary>The tensor's name within its layer.</summary>
    public const string Name = "filt";

    /// <summary>The filters of all channels, which pruning cuts with them.</summary>
    public static LayerParameter Parameter(int channels, int size) =>
        new(
            Name,
            [channels, 1, size, size],
            [ChannelAxis.Out, ChannelAxis.None, ChannelAxis.None, ChannelAxis.None],
            ParameterRole.Buffer
        );

    /// <summary>The outer product of a row of taps with itself, for each channel.</summary>
    public static Tensor Of(LayerParameter parameter, ReadOnlySpan<float> taps)
    {
        var values = new float[parameter.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = taps[i / taps.Length % taps.Length] * taps[i % taps.Length];
        }

        using var scope = NewDisposeScope();
        return tensor(values).reshape([.. parameter.Shape]).MoveToOuterDisposeScope();
    }

    /// <summary>Tests how many channels a layer is given.</summary>
    /// <exception cref="GraphException">They are not as many as it has filters.</exception>
    public static void CheckChannels(string kind, int expected, FeatureShape input)
    {
        if (input.Channels != expected)
        {
            throw new GraphException($"{kind} takes {expected} channels and is given {input.Channels}.");
        }
    }

    /// <summary>Channels that are 0 everywhere stay so; of others nothing is promised: sums are rounded.</summary>
    public static double[] Constants(double[] input) =>
        [.. input.Select(static value => value == 0 ? 0 : double.NaN)];
}
