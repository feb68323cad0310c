using GsFramework.Graph;
using GsFramework.Terms;
using static TorchSharp.torch;

namespace GsFramework.Tests.Conformance.Broken;

/// <summary>Terms one of whose calls throws.</summary>
public sealed partial class BrokenTerms
{
    private static InvalidOperationException Failure => new("Out of ideas.");

    internal sealed class FailingConstructor : Term
    {
        public FailingConstructor() => throw Failure;
    }

    internal sealed class FailingRewrite : Term, IRewritesGenerator
    {
        public NetworkGraph Rewrite(NetworkGraph generator) => throw Failure;
    }

    internal sealed class FailingPrepare : Term, IPreparesGenerator
    {
        public void Prepare(GraphModule generator, IEnumerable<Tensor> batches) => throw Failure;
    }

    internal sealed class FailingTaps : Term, ITapsLayers
    {
        public IReadOnlyCollection<LayerTap> Taps(NetworkGraph student, NetworkGraph teacher) => throw Failure;
    }

    internal sealed class FailingClaim : Term, IClaimsParameters
    {
        public ParameterClaim? Claim(GraphModule generator, TrainingPhase phase) => throw Failure;
    }

    internal sealed class FailingOwn : Term, IOwnsParameters
    {
        public OwnedParameters? Own(
            NetworkGraph student,
            NetworkGraph teacher,
            TrainingPhase phase,
            Generator random
        ) => throw Failure;
    }

    internal sealed class FailingAfterStep : Term, IActsAfterStep
    {
        public void AfterStep(StepContext step) => throw Failure;
    }

    internal sealed class FailingValues : Term, IReportsValues
    {
        public IEnumerable<KeyValuePair<string, double>> Values => throw Failure;
    }

    internal sealed class FailingLabel : Term, ILabelsValues
    {
        public string? Label(string name, double value) => throw Failure;
    }

    internal sealed class FailingState : Term, IKeepsState
    {
        public IReadOnlyDictionary<string, double> State
        {
            get => throw Failure;
            set => throw Failure;
        }
    }

    internal sealed class FailingConstrain : Term, IConstrainsWeights
    {
        public void Constrain(GraphModule generator) => throw Failure;
    }
}
