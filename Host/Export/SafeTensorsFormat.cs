using GsFramework.Host.Interchange;

namespace GsFramework.Host.Export;

/// <summary>Plain fp32 weights, for the safetensors package of Python and whatever else reads the format.</summary>
internal sealed class SafeTensorsFormat : IModelFormat
{
    public string Name => "safetensors";

    public string Summary => "fp32 weights with PyTorch's names";

    public string Extension => ".safetensors";

    public IReadOnlyList<string> Write(LoadedModel model, string path)
    {
        // The entry that Python's safetensors looks for.
        SafeTensors.Write(path, PlainWeights.Of(model), new Dictionary<string, string> { ["format"] = "pt" });
        return PlainWeights.Notes(model.Graph);
    }
}
