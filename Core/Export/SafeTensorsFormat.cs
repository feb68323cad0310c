using GsFramework.Core.Interchange;

namespace GsFramework.Core.Export;

/// <summary>Plain fp32 weights, for the safetensors package of Python and whatever else reads the format.</summary>
internal sealed class SafeTensorsFormat : IModelFormat
{
    public string Name => "safetensors";

    public string Summary => "fp32 weights with PyTorch's names";

    public string Extension => ".safetensors";

    public ExportOutcome Write(ExportJob job, string path)
    {
        // The entry that Python's safetensors looks for.
        SafeTensors.Write(path, PlainWeights.Of(job.Model), new Dictionary<string, string> { ["format"] = "pt" });
        return new ExportOutcome(PlainWeights.Notes(job.Model.Graph));
    }
}
