using static TorchSharp.torch;

namespace GsFramework.Graph;

/// <summary>Finds the channels of a network that have the same value at every pixel of every image.</summary>
internal static class ChannelConstants
{
    /// <summary>For every node the constant of each output channel, NaN where there is none.</summary>
    public static Dictionary<string, double[]> Find(
        NetworkGraph graph,
        ChannelMap map,
        IReadOnlyDictionary<string, Tensor> weights
    )
    {
        var constants = new Dictionary<string, double[]>
        {
            [NetworkGraph.InputName] = [.. Enumerable.Repeat(double.NaN, graph.InputChannels)],
        };
        foreach (var node in graph.Nodes)
        {
            var state = new LayerState(weights, node.Name, InferenceMode.Instance);
            var inputs = node.Inputs.Select(name => constants[name]).ToArray();
            constants[node.Name] = node.Layer.Constants(inputs, map.GroupsOf(node.Name).Count, state);
        }

        return constants;
    }
}
