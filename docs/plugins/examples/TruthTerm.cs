using GsFramework.Terms;
using static TorchSharp.torch;

namespace HowTo;

/// <summary>Draws the output to the true image of the same name, where the data set has pairs.</summary>
public sealed class TruthTerm : ICompressionTerm, INeedsTruth
{
    public double Weight => 1;

    public bool NeedsTruth => true;

    public Tensor Loss(StepContext step) => (step.Output - step.Truth!).abs().mean();
}
