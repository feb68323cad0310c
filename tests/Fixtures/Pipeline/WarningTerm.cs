using GsFramework.Terms;
using static TorchSharp.torch;

namespace Fixtures.Pipeline;

/// <summary>Makes libtorch warn in each step: the gradient of what is no leaf is not kept.</summary>
public sealed class WarningTerm : ICompressionTerm
{
    public double Weight => 1;

    public Tensor? Loss(StepContext step) =>
        step.Output.grad is null ? null : throw new InvalidOperationException("there is a gradient");
}
