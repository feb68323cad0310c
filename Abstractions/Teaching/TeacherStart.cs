using GsFramework.Graph;
using static TorchSharp.torch;

namespace GsFramework.Teaching;

/// <summary>What a <see cref="ITeacherMethod"/> begins with.</summary>
/// <param name="Generator">The architecture of G.</param>
/// <param name="Discriminator">The architecture of D; null when the method needs none.</param>
/// <param name="LearningRate">Of all networks, before the schedule's factor.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Device">Where to train.</param>
public sealed record TeacherStart(
    NetworkGraph Generator,
    NetworkGraph? Discriminator,
    double LearningRate,
    int Seed,
    Device Device
)
{
    /// <summary>A live network with initial weights. It belongs to the caller.</summary>
    /// <param name="graph">The architecture.</param>
    /// <param name="number">0 to 3: networks with different numbers start with different weights.</param>
    public GraphModule NewNetwork(NetworkGraph graph, int number)
    {
        using var weights = GraphWeights.Initialize(graph, (4L * Seed) + number);
        return new GraphModule(graph, weights, Device);
    }
}
