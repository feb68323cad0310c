using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Terms;
using static TorchSharp.torch;

namespace HowTo;

/// <summary>Trains with min(max(x, 0), 6) for every ReLU, so that activations have a bound.</summary>
public sealed class Relu6Term : ICompressionTerm, IRewritesGenerator
{
    public double Weight => 1;

    public Tensor? Loss(StepContext step) => null;

    public NetworkGraph Rewrite(NetworkGraph generator) => new(
        generator.InputChannels,
        generator.Nodes.Select(static node => node.Layer is Activation { Function: ActivationFunction.Relu }
            ? node with { Layer = new Activation(ActivationFunction.Relu6) }
            : node));
}
