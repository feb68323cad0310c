using GsFramework.Graph;
using GsFramework.Terms;
using static TorchSharp.torch;

namespace Fixtures.Pipeline;

public sealed class RivalTerm : ICompressionTerm, IClaimsParameters
{
    public double Weight => 1;

    public Tensor? Loss(StepContext step) => null;

    public ParameterClaim? Claim(GraphModule generator, TrainingPhase phase) =>
        new(
            [.. generator.Trained(ParameterRole.Scale).Select(static entry => entry.Name)],
            new OptimizerSettings(OptimizerKind.Sgd, 0.1, 0.5)
        );
}
