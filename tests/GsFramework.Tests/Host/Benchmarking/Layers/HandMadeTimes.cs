using GsFramework.Graph;
using GsFramework.Host.Benchmarking.Layers;

namespace GsFramework.Tests.Host.Benchmarking.Layers;

/// <summary>A table in which a layer takes a fixed time, and more by its multiply-accumulates and by its
/// values.</summary>
internal static class HandMadeTimes
{
    public const double Fixed = 0.01;

    /// <summary>The table of a network.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="side">Of its images.</param>
    /// <param name="step">Channels that a kernel computes at once.</param>
    /// <param name="format">Of the file.</param>
    /// <param name="isOnlyProducts">True for times that follow multiply-accumulates and nothing else.</param>
    public static LayerTimes Of(
        NetworkGraph graph,
        int side,
        int step = 1,
        string format = "onnx-int8",
        bool isOnlyProducts = false
    )
    {
        var size = ImageSize.Square(side);
        var channels = graph.Shapes(size);
        LayerTime[] shapes =
        [
            .. graph.Nodes.Select(node =>
            {
                var output = channels[node.Name];
                var curve = new LayerCurve(
                    isOnlyProducts ? 0 : Fixed,
                    0,
                    isOnlyProducts ? 0 : output.Channels * output.Height * output.Width / 1e6,
                    GraphCost.OfLayer(node, channels).Macs / 1e6
                )
                {
                    InputStep = step,
                    OutputStep = step,
                };
                return new LayerTime(
                    node.Layer.Kind,
                    node.Inputs.Sum(name => channels[name].Channels),
                    output.Channels,
                    output.Height,
                    output.Width
                )
                {
                    Count = 1,
                    Aligned = curve,
                    Odd = curve,
                };
            }),
        ];
        return new LayerTimes(
            format,
            side,
            side,
            1,
            0.1,
            shapes,
            graph.Nodes.Index().ToDictionary(static node => node.Item.Name, static node => node.Index)
        );
    }
}
