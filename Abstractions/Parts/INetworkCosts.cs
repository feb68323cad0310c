using GsFramework.Graph;

namespace GsFramework.Parts;

/// <summary>What networks cost where they are used, known layer by layer before any is trained; a part that prunes
/// takes it in its constructor. The host finds the costs, so that no plugin measures for itself.</summary>
public interface INetworkCosts
{
    /// <summary>Bytes of the file that the run exports. They depend on nothing but the network and the file's format,
    /// so that a resumed run finds the same ones.</summary>
    /// <param name="generator">The network with all its channels, as it is slimmed.</param>
    /// <exception cref="UserException">The run exports no file of which that can be said.</exception>
    INetworkCost Bytes(NetworkGraph generator);
}

/// <summary>A cost of a network that is a sum over its layers.</summary>
public interface INetworkCost
{
    /// <summary>What it is the cost of, as in "the onnx-int8 file".</summary>
    string Subject { get; }

    /// <summary>What no layer adds to.</summary>
    double Base { get; }

    /// <summary>What a layer costs with these numbers of channels; 0 for a layer that is not known.</summary>
    /// <param name="layer">The name of its node.</param>
    /// <param name="inputs">Channels that it reads, of all its inputs together; at least 0.</param>
    /// <param name="outputs">Channels that it writes; at least 0.</param>
    double OfLayer(string layer, int inputs, int outputs);
}
