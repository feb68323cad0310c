using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>What norms have in common.</summary>
internal static class NormParts
{
    /// <summary>γ and β, or nothing.</summary>
    public static IReadOnlyList<LayerParameter> Parameters(int channels, bool isAffine) =>
        isAffine
            ?
            [
                LayerParameter.PerChannel("weight", channels, ParameterRole.Scale),
                LayerParameter.PerChannel("bias", channels, ParameterRole.Shift),
            ]
            : [];

    /// <summary>γ·n + β for channels whose normalised value n is constant, and β where γ is 0.</summary>
    public static double[] Constants(double[] input, LayerState? affine, Func<double, int, double> normalized)
    {
        using var scope = NewDisposeScope();
        var scales = affine?["weight"].detach().cpu().data<float>().ToArray();
        var shifts = affine?["bias"].detach().cpu().data<float>().ToArray();
        return
        [
            .. input.Select(
                (value, channel) =>
                {
                    var scale = scales?[channel] ?? 1;
                    var product =
                        scale == 0 ? 0
                        : double.IsNaN(value) ? double.NaN
                        : scale * normalized(value, channel);
                    return product + (shifts?[channel] ?? 0);
                }
            ),
        ];
    }

    /// <summary>γ·(x - mean) / sqrt(variance + ε) + β, with the moments of each channel.</summary>
    public static Tensor Normalize(Tensor input, ImageMoments moments, Tensor? scale, Tensor? shift, double epsilon)
    {
        using var scope = NewDisposeScope();
        var factor = 1 / (moments.Variance + epsilon).sqrt();
        factor = scale is null ? factor : factor * scale.to(float64).reshape(1, -1, 1, 1);
        var offset = -moments.Mean * factor;
        offset = shift is null ? offset : offset + shift.to(float64).reshape(1, -1, 1, 1);
        return (input * factor.to(input.dtype)).add_(offset.to(input.dtype)).MoveToOuterDisposeScope();
    }

    /// <summary>Writes γ·n + β.</summary>
    public static string WriteAffine(string normalized, int channels, LayerState state, IOnnxNodes nodes)
    {
        using var scope = NewDisposeScope();
        string Vector(string name) => nodes.Constant(name, state[name].reshape(1, channels, 1, 1));
        return nodes.Add("Add", [nodes.Add("Mul", [normalized, Vector("weight")]), Vector("bias")]);
    }
}
