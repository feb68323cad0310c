using GsFramework.Graph;

namespace GsFramework.Host.Training;

/// <summary>Tells classifiers from generators.</summary>
internal static class Logits
{
    /// <summary>True for a network whose output is (K, 1, 1) with K of at least 2: one number a class.</summary>
    public static bool AreMadeBy(NetworkGraph graph, int side) =>
        graph.Shapes(ImageSize.Square(side))[graph.Output.Name] is { Height: 1, Width: 1, Channels: >= 2 };
}
