using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Pipeline;

/// <summary>The compact network with which fine-tuning begins, in the run directory.</summary>
internal static class ExtractedModel
{
    /// <summary>Writes it and disposes its weights.</summary>
    public static void Save(RunDirectory directory, PrunedNetwork network, IEnumerable<LayerKind> kinds)
    {
        // A method may have started from the teacher's own graph.
        using var weights = network.Weights;
        var released = GraphQuantization.ReleaseScales(network.Graph, weights);
        var graph = GraphSimplification.WithoutCanceledBiases(ScaleFolding.Fold(released, weights));
        ModelFolder.Save(directory.Extracted, graph, weights, kinds);
    }

    /// <summary>Removes it.</summary>
    public static void Remove(RunDirectory directory) => RunDirectory.RemoveFolder(directory.Extracted);
}
