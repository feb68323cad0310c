using GsFramework.Core.Data;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Pipeline;

/// <summary>The number by which a run chooses between its own classifiers, on images that it neither trains nor tests
/// on.</summary>
internal static class ValidationCrossEntropy
{
    private const int BatchSize = 64;

    /// <summary>Mean cross entropy of the student's classes to the labels, or to the teacher's classes where there are
    /// no labels; NaN when there are no images.</summary>
    public static double Of(GraphModule? teacher, GraphModule student, IImageDataset images, IImageDataset labels)
    {
        using var noGrad = no_grad();
        using var looking = new EvaluationMode(student);
        var truth = labels.Count == 0 ? null : new PartnerImages(images, labels, "A classifier's validation");
        var sum = 0.0;
        foreach (var indices in Enumerable.Range(0, images.Count).Chunk(BatchSize))
        {
            using var scope = NewDisposeScope();
            var x = stack(indices.Select(images.Load)).to(student.Device);
            var wanted = truth is null
                ? teacher!.forward(x).softmax(1)
                : stack(indices.Select(truth.Load)).to(student.Device);
            sum -= (wanted * student.forward(x).log_softmax(1)).sum(1).mean().item<float>() * indices.Length;
        }

        return sum / images.Count;
    }
}
