using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Terms;
using TorchSharp;
using static TorchSharp.torch;

namespace Acme.Slimming;

/// <summary>Options of the edge term: its keys in the JSON.</summary>
public sealed record EdgeOptions
{
    /// <summary>The term's weight in the objective.</summary>
    [Description("The term's weight in the objective.")]
    [Range(0, 1e6)]
    public double Weight { get; init; } = 5;

    /// <summary>The distance of the pixels that are compared.</summary>
    [Description("Distance of the two pixels whose difference is an edge.")]
    [Range(1, 8)]
    public int Reach { get; init; } = 1;
}

/// <summary>
/// The student's edges must be the teacher's: the mean of |∇G(x) - ∇G0(x)|, where ∇ is the difference of pixels that are
/// some steps apart, along rows and along columns.
/// </summary>
public sealed class EdgeTerm(EdgeOptions options) : ICompressionTerm
{
    /// <inheritdoc/>
    public double Weight => options.Weight;

    /// <inheritdoc/>
    public Tensor Loss(StepContext step) => Difference(step, dimension: 2) + Difference(step, dimension: 3);

    private Tensor Difference(StepContext step, long dimension) =>
        (Edges(step.Output, dimension) - Edges(step.TeacherOutput, dimension)).abs().mean();

    private Tensor Edges(Tensor images, long dimension)
    {
        var length = images.shape[dimension] - options.Reach;
        return images.narrow(dimension, options.Reach, length) - images.narrow(dimension, 0, length);
    }
}
