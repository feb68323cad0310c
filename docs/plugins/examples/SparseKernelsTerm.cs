using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Graph;
using GsFramework.Terms;
using TorchSharp;
using static TorchSharp.torch;

namespace HowTo;

public sealed record SparseKernelsOptions
{
    [Description("Share of each kernel that must be 0.")]
    [Range(0.0, 0.99)]
    public double Share { get; init; } = 0.5;

    [Description("Learning rate of the kernels' SGD; the schedule multiplies it.")]
    [Range(0.0, 10.0)]
    public double LearningRate { get; init; } = 0.01;
}

/// <summary>
/// Sets the smallest elements of every kernel to 0 after each step, more and more of them, until the share is reached; in
/// fine-tuning the share is held.
/// </summary>
public sealed class SparseKernelsTerm(SparseKernelsOptions options)
    : ICompressionTerm, IClaimsParameters, IActsAfterStep, IEndsSlimming, IReportsValues, ILabelsValues, IConstrainsWeights
{
    private double _share;

    public double Weight => 1;

    public bool IsFinished => _share >= options.Share;

    public IEnumerable<KeyValuePair<string, double>> Values => [new("share", _share)];

    public string? Label(string name, double value) => name == "share" ? $"zeros {100 * value:F0}%" : null;

    public Tensor? Loss(StepContext step) => null;

    public ParameterClaim? Claim(GraphModule generator, TrainingPhase phase) => new(
        [.. generator.Trained(ParameterRole.Weight).Select(static entry => entry.Name)],
        new OptimizerSettings(OptimizerKind.Sgd, options.LearningRate, Momentum: 0.9));

    public void AfterStep(StepContext step)
    {
        _share = step.Phase == TrainingPhase.FineTune
            ? options.Share
            : options.Share * Math.Min(1, (step.Step + 1.0) / step.Steps);
        SetToZero(step.Generator, _share);
    }

    public void Constrain(GraphModule generator) => SetToZero(generator, options.Share);

    private static void SetToZero(GraphModule generator, double share)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var (_, kernel) in generator.Trained(ParameterRole.Weight))
        {
            var zeros = (long)(share * kernel.numel());
            if (zeros > 0)
            {
                var size = kernel.abs();
                var (threshold, _) = size.flatten().kthvalue(zeros, dim: 0);
                kernel.mul_(size > threshold);
            }
        }
    }
}
