using System.ComponentModel.DataAnnotations;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>What the two kinds of convolution have in common.</summary>
internal static class ConvolutionParts
{
    public static IReadOnlyList<LayerParameter> Parameters(
        long[] shape,
        ChannelAxis[] axes,
        int outChannels,
        bool bias,
        WeightQuantizer? quantizer,
        bool isFixed
    )
    {
        var role = isFixed ? ParameterRole.Buffer : ParameterRole.Weight;
        var list = new List<LayerParameter> { new("weight", shape, axes, role) };
        if (bias)
        {
            list.Add(LayerParameter.PerChannel("bias", outChannels, ParameterRole.Bias));
        }

        list.AddRange(quantizer?.Buffers(outChannels) ?? []);
        return list;
    }

    public static bool IsDepthwise(int inputs, int outputs, int groups) =>
        groups > 1 && groups == inputs && groups == outputs;

    public static IEnumerable<ValidationResult> GroupFaults(int inputs, int outputs, int groups) =>
        inputs % groups == 0 && outputs % groups == 0
            ? []
            :
            [
                new ValidationResult(
                    $"groups is {groups}, which must divide {inputs} input and {outputs} output channels"
                ),
            ];

    public static int[] Channels(int[] input, int inputs, int outputs, int groups, ChannelTracker tracker)
    {
        if (groups == 1)
        {
            return tracker.Fresh(outputs);
        }

        if (IsDepthwise(inputs, outputs, groups))
        {
            return input;
        }

        tracker.Freeze(input);
        var output = tracker.Fresh(outputs);
        tracker.Freeze(output);
        return output;
    }

    public static Tensor Run(
        IConvolution layer,
        Tensor input,
        bool bias,
        LayerState state,
        Func<Tensor, Tensor, Tensor?, Tensor> convolve
    )
    {
        if (IntegerArithmetic.Convolve(layer, input, bias, state, convolve) is { } integers)
        {
            return integers;
        }

        using var scope = NewDisposeScope();
        var weight =
            state.Quantizing && layer.Quantizer is { } quantizer
                ? quantizer.Apply(state["weight"], layer.OutputAxis, state)
                : state["weight"];
        var shift = bias ? state["bias"] : null;
        var output = state.BFloat16
            ? convolve(input.to(bfloat16), weight.to(bfloat16), shift?.to(bfloat16)).to(input.dtype)
            : convolve(input, weight, shift);
        return output.MoveToOuterDisposeScope();
    }

    public static void CheckChannels(string kind, int expected, FeatureShape input)
    {
        if (input.Channels != expected)
        {
            throw new GraphException($"{kind} takes {expected} channels and is given {input.Channels}.");
        }
    }

    // As below, for a kernel [channels, 1, k, k] whose every output reads one input.
    public static double[] DepthwiseConstants(double[] input, Tensor weight, Tensor? bias)
    {
        using var scope = NewDisposeScope();
        var kernels = weight.detach().cpu().abs().amax([1, 2, 3]).data<float>().ToArray();
        var biases = bias?.detach().cpu().data<float>().ToArray();
        return
        [
            .. input.Select(
                (value, channel) => value == 0 || kernels[channel] == 0 ? biases?[channel] ?? 0 : double.NaN
            ),
        ];
    }

    // An output channel is constant, and equal to its bias, when every kernel slice that is not zero reads a silent
    // channel. Zero padding does no harm then; it would with other constants, so only zeros count.
    public static double[] Constants(double[] input, Tensor weight, int outputAxis, Tensor? bias)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var kernels = weight.detach().cpu().abs().amax([2, 3]);
        var byOutput = outputAxis == 0 ? kernels : kernels.t();
        var loud = tensor(input.Select(static value => value == 0 ? 0f : 1f).ToArray());
        var reach = byOutput.matmul(loud.unsqueeze(1)).squeeze(1).data<float>().ToArray();
        var biases = bias?.detach().cpu().data<float>().ToArray();
        return [.. reach.Select((value, channel) => value == 0 ? biases?[channel] ?? 0 : double.NaN)];
    }
}
