using System.ComponentModel.DataAnnotations;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>
/// Symmetric quantisation of a kernel in the forward pass: q(W) = round(W / s)·s with s = max|W| / (2^(bits-1) - 1),
/// and the straight-through estimator backward. No gradient flows through s.
/// </summary>
/// <param name="Bits">2 to 8.</param>
/// <param name="PerChannel">True for one scale per output channel, false for one per kernel.</param>
/// <param name="Frozen">True when the scale is the stored buffer <c>weight_scale</c> instead of following the
/// kernel.</param>
public sealed record WeightQuantizer([property: Range(1, 16)] int Bits, bool PerChannel, bool Frozen = false)
{
    /// <summary>The buffer of <see cref="HasFloor"/>.</summary>
    internal const string Floor = "weight_floor";

    /// <summary>The largest integer, 2^(bits-1) - 1; the smallest is its negative.</summary>
    public int IntegerMax => (1 << (Bits - 1)) - 1;

    /// <summary>True when max|W| counts weights, too, that have left the kernel in training: the stored buffer
    /// <c>weight_floor</c> is the largest of them. No file has it.</summary>
    internal bool HasFloor { get; init; }

    /// <summary>The scale that this kernel has now: [1], or [out] per channel. A kernel of zeros has scale 1.</summary>
    public Tensor Scale(Tensor weight, int outputAxis) => Scale(weight, outputAxis, floor: null);

    /// <summary>The scale with which a layer in training or in use computes.</summary>
    internal Tensor Scale(Tensor weight, int outputAxis, LayerState state) =>
        Frozen ? state["weight_scale"] : Scale(weight, outputAxis, HasFloor ? state[Floor] : null);

    /// <summary>max|W|: [1], or [out] per channel.</summary>
    internal Tensor Largest(Tensor weight, int outputAxis)
    {
        using var scope = NewDisposeScope();
        var axes = PerChannel
            ? Enumerable.Range(0, 4).Where(axis => axis != outputAxis).Select(static axis => (long)axis).ToArray()
            : [0, 1, 2, 3];
        return weight.detach().abs().amax(axes).reshape(-1).MoveToOuterDisposeScope();
    }

    private Tensor Scale(Tensor weight, int outputAxis, Tensor? floor)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var largest = Largest(weight, outputAxis);
        var scale = (floor is null ? largest : largest.maximum(floor)) / IntegerMax;
        return where(scale == 0, ones_like(scale), scale).MoveToOuterDisposeScope();
    }

    /// <summary>The integers round(W / s), within ±<see cref="IntegerMax"/>, as a float tensor of the kernel's
    /// shape.</summary>
    public Tensor Integers(Tensor weight, Tensor scale, int outputAxis)
    {
        using var scope = NewDisposeScope();
        return (weight / Broadcast(scale, outputAxis))
            .round_()
            .clamp_(-IntegerMax, IntegerMax)
            .MoveToOuterDisposeScope();
    }

    /// <summary>The values integer·s with which the network computes.</summary>
    public Tensor Quantized(Tensor weight, Tensor scale, int outputAxis)
    {
        using var scope = NewDisposeScope();
        return (Integers(weight, scale, outputAxis) * Broadcast(scale, outputAxis)).MoveToOuterDisposeScope();
    }

    /// <summary>The buffers that a layer with this quantiser has.</summary>
    internal IEnumerable<LayerParameter> Buffers(int outChannels)
    {
        if (Frozen)
        {
            yield return Buffer("weight_scale");
        }
        else if (HasFloor)
        {
            yield return Buffer(Floor);
        }

        LayerParameter Buffer(string name) =>
            PerChannel
                ? LayerParameter.PerChannel(name, outChannels, ParameterRole.Buffer)
                : new LayerParameter(name, [1], [ChannelAxis.None], ParameterRole.Buffer);
    }

    internal Tensor Apply(Tensor weight, int outputAxis, LayerState state)
    {
        using var scope = NewDisposeScope();
        if (!Frozen && FloatPass.Fits(weight))
        {
            var floor = HasFloor ? state[Floor] : null;
            return StraightThrough
                .Overwrite(weight.clone(), copy =>
                    KernelPass.Round(copy, PerChannel ? outputAxis : null, IntegerMax, floor)
                )
                .MoveToOuterDisposeScope();
        }

        var scale = Scale(weight, outputAxis, state);
        var broadcast = Broadcast(scale, outputAxis);
        return StraightThrough
            .Overwrite(weight.clone(), copy =>
                copy.div_(broadcast).round_().clamp_(-IntegerMax, IntegerMax).mul_(broadcast)
            )
            .MoveToOuterDisposeScope();
    }

    private static Tensor Broadcast(Tensor scale, int outputAxis)
    {
        var shape = new long[] { 1, 1, 1, 1 };
        shape[outputAxis] = scale.numel();
        return scale.reshape(shape);
    }
}
