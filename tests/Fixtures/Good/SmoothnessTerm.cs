using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Parts;
using GsFramework.Terms;
using static TorchSharp.torch;

namespace Fixtures.Good;

public enum SmoothnessNorm
{
    Absolute,
    MeanSquare,
}

public sealed record SmoothnessOptions
{
    [Description("Factor in the objective.")]
    [Range(0, 1e6)]
    public double Weight { get; init; } = 0.5;

    [Description("How differences are measured.")]
    public SmoothnessNorm Norm { get; init; } = SmoothnessNorm.Absolute;

    [Description("Distance of the pixels that are compared.")]
    [Range(1, 8)]
    public int Reach { get; init; } = 1;
}

/// <summary>The mean difference between neighbours.</summary>
public sealed class SmoothnessTerm(SmoothnessOptions options, IPartFactory parts, Serilog.ILogger log)
    : ICompressionTerm,
        IDisposable
{
    public double Weight => options.Weight;

    public IPartFactory Parts => parts;

    public bool IsDisposed { get; private set; }

    public Tensor? Loss(StepContext step)
    {
        log.Debug("Smoothness at step {Step}", step.Step);
        var difference = step.Output.diff(options.Reach, dim: 3);
        return (options.Norm == SmoothnessNorm.Absolute ? difference.abs() : difference.square()).mean();
    }

    public void Dispose() => IsDisposed = true;
}
