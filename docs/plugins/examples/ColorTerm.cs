using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Terms;
using static TorchSharp.torch;

namespace HowTo;

public sealed record ColorOptions
{
    [Description("Factor in the objective.")]
    [Range(0, 1e6)]
    public double Weight { get; init; } = 1;
}

/// <summary>Keeps the mean colour of each image: weight · mean |mean G(x) - mean G0(x)|.</summary>
public sealed class ColorTerm(ColorOptions options) : ICompressionTerm
{
    public double Weight => options.Weight;

    public Tensor Loss(StepContext step) =>
        (step.Output.mean([2, 3]) - step.TeacherOutput.mean([2, 3])).abs().mean();
}
