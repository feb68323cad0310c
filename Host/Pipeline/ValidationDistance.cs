using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Training;
using static TorchSharp.torch;

namespace GsFramework.Host.Pipeline;

/// <summary>The number by which a run chooses between its own networks, on images that it neither trains nor tests
/// on.</summary>
internal static class ValidationDistance
{
    private const int BatchSize = 8;

    /// <summary>Mean |G(x) - G0(x)| over all images, in [0, 2]; NaN when there are none.</summary>
    public static double To(GraphModule teacher, GraphModule student, IImageDataset images)
    {
        using var noGrad = no_grad();
        using var looking = new EvaluationMode(student);
        var sum = 0.0;
        foreach (var indices in Enumerable.Range(0, images.Count).Chunk(BatchSize))
        {
            using var scope = NewDisposeScope();
            var x = stack(indices.Select(images.Load)).to(student.Device);
            sum += (student.forward(x) - teacher.forward(x)).abs().mean().item<float>() * indices.Length;
        }

        return sum / images.Count;
    }
}
