using GsFramework.Graph;

namespace GsFramework.Models;

/// <summary>
/// A generator or discriminator factory that can tell its network from the names and shapes in a checkpoint, for
/// <c>gs import</c>. Without it the network of the options is taken, and names must be equal.
/// </summary>
public interface IReadsCheckpoints
{
    /// <summary>Which of the factory's networks a checkpoint is of.</summary>
    /// <param name="shapes">The shapes of its tensors by name, without what wrappers put before the names
    /// (<c>module.</c>).</param>
    /// <returns>The network, with as many layers as the checkpoint has. Its channel counts do not matter: the host
    /// takes them from the shapes (<see cref="GraphWidths"/>). What does not fit is for the host to find.</returns>
    CheckpointLayout Layout(IReadOnlyDictionary<string, IReadOnlyList<long>> shapes);
}

/// <summary>A network, and what its layers are called in a checkpoint.</summary>
/// <param name="Graph">The network.</param>
/// <param name="Names">For layers that a checkpoint calls otherwise: their names there, by the names in the
/// graph.</param>
public sealed record CheckpointLayout(NetworkGraph Graph, IReadOnlyDictionary<string, string> Names)
{
    /// <summary>A network whose layers have the same names in the checkpoint.</summary>
    public CheckpointLayout(NetworkGraph graph)
        : this(graph, new Dictionary<string, string>()) { }

    /// <summary>What the checkpoint says of the factory's options, by their names, such as <c>blocks</c> and <c>9</c>.
    /// Who gives another value to <c>gs import</c> is told that it does not count.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>A layer's name in the checkpoint.</summary>
    public string NameOf(GraphNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return Names.GetValueOrDefault(node.Name, node.Name);
    }
}
