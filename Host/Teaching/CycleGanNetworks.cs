using GsFramework.Graph;
using static TorchSharp.torch;

namespace GsFramework.Host.Teaching;

/// <summary>The four networks of CycleGAN.</summary>
/// <param name="G">A → B.</param>
/// <param name="F">B → A.</param>
/// <param name="DA">Judges images of A.</param>
/// <param name="DB">Judges images of B.</param>
internal sealed record CycleGanNetworks(GraphModule G, GraphModule F, GraphModule DA, GraphModule DB) : IDisposable
{
    /// <summary>Fresh networks.</summary>
    public static CycleGanNetworks Create(NetworkGraph generator, NetworkGraph discriminator, int seed, Device device)
    {
        GraphModule Fresh(NetworkGraph graph, int offset)
        {
            using var weights = GraphWeights.Initialise(graph, (4L * seed) + offset);
            return new GraphModule(graph, weights, device);
        }

        return new CycleGanNetworks(Fresh(generator, 0), Fresh(generator, 1), Fresh(discriminator, 2), Fresh(discriminator, 3));
    }

    /// <summary>The networks by the names that checkpoints give them.</summary>
    public IEnumerable<(string Name, GraphModule Module)> All() => [("G", G), ("F", F), ("DA", DA), ("DB", DB)];

    /// <summary>Freezes or unfreezes both discriminators.</summary>
    public void RequireDiscriminatorGradients(bool required)
    {
        DA.RequireGradients(required);
        DB.RequireGradients(required);
    }

    public void Dispose()
    {
        foreach (var (_, module) in All())
        {
            module.Dispose();
        }
    }
}
