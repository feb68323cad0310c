using GsFramework.Core.Interchange;
using static TorchSharp.torch;

namespace GsFramework.Core.Export;

/// <summary>Weights in half precision: half the bytes, read by everything that reads safetensors, this program
/// included.</summary>
internal sealed class SafeTensorsHalfFormat : IModelFormat
{
    public string Name => "safetensors-fp16";

    public string Summary => "the same in half precision";

    public string Extension => ".fp16.safetensors";

    public ExportOutcome Write(ExportJob job, string path)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var weights = PlainWeights
            .Of(job.Model)
            .Select(static entry => KeyValuePair.Create(entry.Key, entry.Value.to(float16)))
            .ToList();
        if (weights.FirstOrDefault(static entry => !entry.Value.isfinite().all().item<bool>()).Key is { } name)
        {
            throw new UserException(
                $"'{name}' has values beyond 65504, the largest number of half precision. Export fp32 weights with "
                    + $"--format safetensors."
            );
        }

        SafeTensors.Write(path, weights, new Dictionary<string, string> { ["format"] = "pt" });
        return new ExportOutcome(PlainWeights.Notes(job.Model.Graph));
    }
}
