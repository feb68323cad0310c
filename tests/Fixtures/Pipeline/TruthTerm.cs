using GsFramework.Terms;
using static TorchSharp.torch;

namespace Fixtures.Pipeline;

/// <summary>The distance to the true image.</summary>
public sealed class TruthTerm : ICompressionTerm, INeedsTruth
{
    public double Weight => 1;

    public bool NeedsTruth => true;

    public Tensor? Loss(StepContext step) => (step.Output - step.Truth!).abs().mean();
}
