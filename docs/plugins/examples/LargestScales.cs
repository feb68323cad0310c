using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Graph;
using GsFramework.Methods;
using TorchSharp;
using static TorchSharp.torch;

namespace HowTo;

public sealed record LargestScalesOptions
{
    [Description("Share of the channels of each prunable norm that stays.")]
    [Range(0.01, 1.0)]
    public double Keep { get; init; } = 0.5;
}

/// <summary>Keeps the channels with the largest |γ| of every norm and takes out the others, without training.</summary>
public sealed class LargestScales(LargestScalesOptions options) : ICompressionMethod
{
    public PrunedNetwork Compress(MethodContext context)
    {
        var map = ChannelMap.Of(context.Teacher.Graph);
        using var weights = context.Teacher.CopyWeights();
        var keep = context.Teacher.Graph.Nodes.SelectMany(node => map.GroupsOf(node.Name)).ToHashSet();
        for (var norm = 0; norm < map.PrunableNorms.Count; norm++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            keep.ExceptWith(Weakest(map, map.PrunableNorms[norm], weights));
            context.Progress.Report(new MethodProgress(norm + 1, map.PrunableNorms.Count, new Dictionary<string, double>()));
        }

        GraphPruning.Mask(map, weights, keep);
        context.Log.Information("Keeping {Groups} channel groups", keep.Count);
        return GraphPruning.Prune(map.Graph, weights);
    }

    private IEnumerable<int> Weakest(ChannelMap map, string norm, WeightSet weights)
    {
        var scales = weights[map.Graph[norm].ParameterName("weight")].data<float>().ToArray();
        var kept = (int)Math.Ceiling(options.Keep * scales.Length);
        return Enumerable.Range(0, scales.Length)
            .OrderByDescending(channel => Math.Abs(scales[channel]))
            .Skip(kept)
            .Select(channel => map.GroupsOf(norm)[channel]);
    }
}
