using System.Globalization;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using static TorchSharp.torch;

namespace GsFramework.Core.Export.Onnx;

/// <summary>How much two networks differ in TorchSharp.</summary>
internal static class ModelDifference
{
    /// <summary>The largest and the mean |difference|, as a sentence for the user.</summary>
    public static string Tell(string what, LoadedModel left, LoadedModel right, ExportImages images)
    {
        using var noGrad = no_grad();
        using var one = new GraphModule(left.Graph, left.Weights);
        using var other = new GraphModule(right.Graph, right.Weights);
        one.eval();
        other.eval();
        var (max, sum) = (0.0, 0.0);
        foreach (var image in images.Images)
        {
            using var scope = NewDisposeScope();
            var difference = (one.forward(image) - other.forward(image)).abs();
            max = Math.Max(max, difference.max().item<float>());
            sum += difference.mean().item<float>();
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{what} by {max:0.0e-0} at most and by {sum / images.Images.Count:0.0e-0} in the mean."
        );
    }
}
