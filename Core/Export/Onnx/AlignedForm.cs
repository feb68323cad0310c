using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using static TorchSharp.torch;

namespace GsFramework.Core.Export.Onnx;

/// <summary>
/// A quantised model whose convolutions have as many channels as integer kernels take, with channels of zeros behind
/// those that are missing. ONNX Runtime computes a convolution in one pass, from pixels to rounded pixels, where its
/// channels are multiples of 4 and it has 16 outputs; else it copies each pixel's window out first, which for the odd
/// channel counts that pruning leaves takes longer than the products. It computes the same to the bit: the kernels
/// behind a channel of zeros are zeros, too.
/// </summary>
internal static class AlignedForm
{
    private const int Alignment = 4;
    private const int LeastOutputs = 16;

    /// <summary>The network; the caller disposes it.</summary>
    public static LoadedModel Of(LoadedModel model)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var map = ChannelMap.Of(model.Graph);
        var added = MissingIn(map);
        int Added(string name) => added.GetValueOrDefault(name);
        int Count(string name) => map.GroupsOf(name).Count + Added(name);
        var weights = new WeightSet();
        var nodes = new List<GraphNode>();
        foreach (var node in model.Graph.Nodes)
        {
            nodes.Add(
                added.ContainsKey(node.Name) || node.Inputs.Any(added.ContainsKey)
                    ? node with { Layer = node.Layer.WithChannels([.. node.Inputs.Select(Count)], Count(node.Name)) }
                    : node
            );
            foreach (var parameter in node.Layer.Parameters())
            {
                var name = node.ParameterName(parameter.Name);
                weights.Add(name, Widened(model.Weights[name], parameter, Added(node.Inputs[0]), Added(node.Name)));
            }
        }

        return new LoadedModel(new NetworkGraph(model.Graph.InputChannels, nodes), weights);
    }

    // How many channels each value gets.
    private static Dictionary<string, int> MissingIn(ChannelMap map)
    {
        var values = map.Graph.Nodes.Select(static node => node.Name).Append(NetworkGraph.InputName).ToArray();
        var fixedGroups = map.Graph.Nodes.Where(static node => !IsConvolution(node) && !KeepsChannels(node.Layer))
            .SelectMany(static node => node.Inputs.Append(node.Name))
            .SelectMany(map.GroupsOf)
            .ToHashSet();
        var result = new Dictionary<string, int>();
        foreach (var alike in values.GroupBy(name => string.Join(' ', map.GroupsOf(name).Distinct())))
        {
            string[] same = [.. alike];
            var groups = map.GroupsOf(same[0]).Distinct().ToArray();
            var isFree = groups.All(group => !map.IsFrozen(group) && !fixedGroups.Contains(group));
            var more = isFree ? Aligned(groups.Length, map.Graph, same) - groups.Length : 0;
            foreach (var name in more > 0 ? same : [])
            {
                // Before a shuffle, all phases of a channel are of one group.
                result[name] = more * (map.GroupsOf(name).Count / groups.Length);
            }
        }

        return result;
    }

    private static int Aligned(int channels, NetworkGraph graph, string[] values)
    {
        var outputs = values.Where(name => graph.Contains(name) && IsConvolution(graph[name])).ToArray();
        var reads = graph.Nodes.Any(node => IsConvolution(node) && values.Contains(node.Inputs[0]));
        if (outputs.Length == 0 && !reads)
        {
            return channels;
        }

        var isNarrow = outputs.Any(name => ((Conv2d)graph[name].Layer).OutChannels < LeastOutputs);
        return isNarrow ? LeastOutputs : (channels + Alignment - 1) / Alignment * Alignment;
    }

    private static bool IsConvolution(GraphNode node) => node.Layer is Conv2d { Groups: 1, Quantizer: not null };

    private static bool KeepsChannels(Layer layer) =>
        layer
            is AffineQuantizer
                or Activation
                or Add
                or AveragePool2d
                or BatchNorm2d
                or ChannelScale
                or ChannelShift
                or Clip
                or Crop2d
                or DepthToSpace
                or InstanceNorm2d
                or MaxPool2d
                or Padding2d
                or ParametricRelu;

    private static Tensor Widened(Tensor value, LayerParameter parameter, int inputs, int outputs)
    {
        for (var axis = 0; axis < parameter.Axes.Count; axis++)
        {
            var more = parameter.Axes[axis] switch
            {
                ChannelAxis.In => inputs,
                ChannelAxis.Out => outputs,
                _ => 0,
            };
            if (more > 0)
            {
                long[] shape = [.. value.shape];
                shape[axis] = more;

                // A scale of 0 would divide zeros by zero.
                var rest = parameter.Role == ParameterRole.Buffer ? ones(shape) : zeros(shape);
                value = cat([value, rest.to(value.dtype)], axis);
            }
        }

        return value.clone();
    }
}
