using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Graph;
using GsFramework.Terms;
using TorchSharp;
using static TorchSharp.torch;

namespace HowTo;

public sealed record SparseShiftsOptions
{
    [Description("ρ, the weight of ‖β‖₁.")]
    [Range(0.0, 100.0)]
    public double Rho { get; init; } = 0.01;

    [Description("Learning rate of the shifts' SGD; the schedule multiplies it.")]
    [Range(1e-9, 10.0)]
    public double LearningRate { get; init; } = 0.01;
}

/// <summary>ρ‖β‖₁ on the norms' shifts, by β ← sign(β) · max(|β| - ηρ, 0) after each step.</summary>
public sealed class SparseShiftsTerm(SparseShiftsOptions options) : ICompressionTerm, IClaimsParameters, ITakesProximalSteps
{
    public double Weight => 1;

    public double StepSize { get; private set; }

    public Tensor? Loss(StepContext step) => null;

    public ParameterClaim? Claim(GraphModule generator, TrainingPhase phase)
    {
        string[] shifts = [.. generator.Trained(ParameterRole.Shift).Select(static entry => entry.Name)];
        return shifts.Length == 0
            ? null
            : new ParameterClaim(shifts, new OptimizerSettings(OptimizerKind.Sgd, options.LearningRate, Momentum: 0));
    }

    public void AfterStep(StepContext step)
    {
        StepSize = options.LearningRate * step.LearningRateFactor;
        foreach (var (_, shift) in step.Generator.Trained(ParameterRole.Shift))
        {
            shift.copy_(shift.sign() * (shift.abs() - (StepSize * options.Rho)).clamp_min(0));
        }
    }

    public double Penalty(GraphModule generator)
    {
        using var scope = NewDisposeScope();
        return options.Rho * generator.Trained(ParameterRole.Shift).Sum(static entry => entry.Parameter.detach().abs().sum().item<float>());
    }
}
