using GsFramework.Graph;

namespace GsFramework.Core.Interchange;

/// <summary>A network and its fp32 weights as they were read from a MODEL folder.</summary>
/// <param name="Graph">The network.</param>
/// <param name="Weights">A tensor for each of its parameters, in layer order.</param>
internal sealed record LoadedModel(NetworkGraph Graph, WeightSet Weights) : IDisposable
{
    public void Dispose() => Weights.Dispose();
}
