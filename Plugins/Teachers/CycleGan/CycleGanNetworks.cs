using GsFramework.Graph;
using GsFramework.Teaching;

namespace GsFramework.Teachers.CycleGan;

/// <summary>The four networks of CycleGAN.</summary>
/// <param name="G">A → B.</param>
/// <param name="F">B → A.</param>
/// <param name="DA">Judges images of A.</param>
/// <param name="DB">Judges images of B.</param>
internal sealed record CycleGanNetworks(GraphModule G, GraphModule F, GraphModule DA, GraphModule DB) : IDisposable
{
    /// <summary>Fresh networks.</summary>
    public static CycleGanNetworks Create(TeacherStart start) =>
        new(
            start.NewNetwork(start.Generator, 0),
            start.NewNetwork(start.Generator, 1),
            start.NewNetwork(start.Discriminator!, 2),
            start.NewNetwork(start.Discriminator!, 3)
        );

    /// <summary>The networks by the names that checkpoints give them.</summary>
    public IReadOnlyList<(string Name, GraphModule Module)> All => [("G", G), ("F", F), ("DA", DA), ("DB", DB)];

    /// <summary>Freezes or unfreezes both discriminators.</summary>
    public void RequireDiscriminatorGradients(bool required)
    {
        DA.RequireGradients(required);
        DB.RequireGradients(required);
    }

    public void Dispose()
    {
        foreach (var (_, module) in All)
        {
            module.Dispose();
        }
    }
}
