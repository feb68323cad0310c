using GsFramework.Graph;

namespace GsFramework.Host.Training;

/// <summary>Evaluation mode with held ranges until it is disposed: looking at a network must not change it.</summary>
internal sealed class EvaluationMode : IDisposable
{
    private readonly GraphModule _network;
    private readonly bool _training;
    private readonly bool _observing;

    public EvaluationMode(GraphModule network)
    {
        (_network, _training, _observing) = (network, network.training, network.Observing);
        network.eval();
        network.Observing = false;
    }

    public void Dispose()
    {
        _network.train(_training);
        _network.Observing = _observing;
    }
}
