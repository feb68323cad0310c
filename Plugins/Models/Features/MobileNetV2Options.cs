using System.ComponentModel;
using GsFramework.Parts;

namespace GsFramework.Models.Features;

/// <summary>Options of the MobileNetV2 feature extractor.</summary>
public sealed record MobileNetV2Options : IValidatesOptions
{
    /// <summary>Safetensors file of the trunk with Keras layer names, or null for the one beside the plugin.</summary>
    [Description(
        "Safetensors file of the trunk with Keras layer names; absent for the one that comes with the plugin."
    )]
    [PathOption]
    public string? Weights { get; init; }

    /// <summary>The layer whose spatial mean is an image's feature vector.</summary>
    [Description("Layer whose spatial mean is an image's feature vector, such as block_10_project_BN.")]
    public string Layer { get; init; } = "block_13_expand_relu";

    /// <inheritdoc/>
    public IEnumerable<(string Property, string Message)> Faults()
    {
        if (!MobileNetV2Graph.Full.Contains(Layer))
        {
            yield return (nameof(Layer), MobileNetV2Graph.UnknownLayer(Layer));
        }
    }
}
