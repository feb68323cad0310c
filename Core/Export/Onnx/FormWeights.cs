using GsFramework.Core.Interchange;
using GsFramework.Graph;

namespace GsFramework.Core.Export.Onnx;

/// <summary>Weights of a network that is written in another form.</summary>
internal static class FormWeights
{
    /// <summary>Adds copies of the tensors of a node that stays as it is.</summary>
    public static void AddCopies(this WeightSet weights, GraphNode node, WeightSet from)
    {
        foreach (var name in node.Layer.Parameters().Select(parameter => node.ParameterName(parameter.Name)))
        {
            weights.Add(name, from[name].clone());
        }
    }
}
