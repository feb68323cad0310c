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

    /// <summary>Milliseconds that one image takes in ONNX Runtime, in the file that the run exports, on the processor
    /// of this machine. Its layers are measured when they are first asked for, which takes seconds to minutes; a
    /// resumed run goes by the same times.</summary>
    /// <param name="generator">The network with all its channels, as it is slimmed.</param>
    /// <param name="size">The size of the image; null for that of the run's images.</param>
    /// <param name="threads">Threads of one operation, 0 for all cores; null for the run's.</param>
    /// <returns>The times; null where a configuration is only tested, so that nothing is measured.</returns>
    /// <exception cref="UserException">The run exports no file that could be run, or none for images of that
    /// size.</exception>
    INetworkCost? Milliseconds(NetworkGraph generator, ImageSize? size = null, int? threads = null);

    /// <summary>Decides on the value of an option that was left to the program, writes it down, and gives a resumed run
    /// the same.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="unit">What the costs are, as in "ms".</param>
    /// <param name="costs">The costs of each value, those to be preferred first; asked for once. The first that is
    /// within 1 % of the least is taken.</param>
    int Choose(string option, string unit, Func<IReadOnlyList<KeyValuePair<int, double>>> costs);
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
