using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using static TorchSharp.torch;

namespace GsFramework.Core.Export;

/// <summary>A model's weights as the unquantised network in PyTorch has them.</summary>
internal static class PlainWeights
{
    /// <summary>The fp32 weights by name, in layer order, without what only quantisers have. Integer kernels are the
    /// values integer·scale.</summary>
    public static IReadOnlyList<KeyValuePair<string, Tensor>> Of(LoadedModel model) =>
        [
            .. from entry in model.Graph.Parameters()
            where !IsOfQuantizer(entry.Node, entry.Parameter)
            select KeyValuePair.Create(entry.Name, model.Weights[entry.Name]),
        ];

    /// <summary>What the user should know of them.</summary>
    public static IReadOnlyList<string> Notes(NetworkGraph graph)
    {
        var notes = new List<string>();
        if (graph.Nodes.Any(static node => node.Layer is ClampQuantizer or AffineQuantizer))
        {
            notes.Add(
                "The model rounds and clamps its activations. These weights do not say so: a network that does not "
                    + "do it gives slightly other images."
            );
        }

        return notes;
    }

    private static bool IsOfQuantizer(GraphNode node, LayerParameter parameter) =>
        parameter.Role == ParameterRole.Buffer && node.Layer is IConvolution or ClampQuantizer or AffineQuantizer;
}
