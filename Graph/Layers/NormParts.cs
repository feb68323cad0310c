namespace GsFramework.Graph.Layers;

/// <summary>What norms have in common.</summary>
internal static class NormParts
{
    /// <summary>γ·n + β for channels whose normalised value n is constant, and β where γ is 0.</summary>
    public static double[] Constants(double[] input, LayerState? affine, Func<double, int, double> normalized)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
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
}
