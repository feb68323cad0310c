using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Models.Generators;

namespace GsFramework.Tests.Golden;

internal static class GoldenNetworks
{
    public static NetworkGraph Generator(int width, int blocks) =>
        new CycleGanResNet(new CycleGanResNetOptions { Width = width, Blocks = blocks }).Create();

    /// <summary>True for the bias of a convolution that feeds a norm: its gradient is rounding noise.</summary>
    public static bool IsBiasBeforeNorm(NetworkGraph graph, string parameter)
    {
        var (_, node, found) = graph.Parameters().Single(entry => entry.Name == parameter);
        return found.Role == ParameterRole.Bias
            && graph.Consumers(node.Name).Any(static next => next.Layer is InstanceNorm2d);
    }
}
