using GsFramework.Terms;
using static TorchSharp.torch;

namespace Fixtures.Pipeline;

public sealed record BlowUpOptions
{
    public TrainingPhase Phase { get; init; } = TrainingPhase.Slim;

    public int Step { get; init; }

    /// <summary>True for a loss that is finite and has a gradient that is not.</summary>
    public bool OnlyGradient { get; init; }
}

public sealed class BlowUpTerm(BlowUpOptions options) : ICompressionTerm
{
    public double Weight => 1;

    public Tensor? Loss(StepContext step)
    {
        if (step.Phase != options.Phase || step.Step < options.Step)
        {
            return null;
        }

        return options.OnlyGradient ? (step.Output * 0).sqrt().sum() : step.Output.mean() * double.NaN;
    }
}
