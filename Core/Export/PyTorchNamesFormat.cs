using GsFramework.Core.Interchange.PyTorch;

namespace GsFramework.Core.Export;

/// <summary>A state dict for <c>torch.load(FILE, weights_only=True)</c>, with the names of the official
/// implementation.</summary>
internal sealed class PyTorchNamesFormat : IModelFormat
{
    public string Name => "pytorch-names";

    public string Summary => "a .pth state dict for torch.load";

    public string Extension => ".pth";

    public ExportOutcome Write(ExportJob job, string path)
    {
        PyTorchWriter.Write(path, PlainWeights.Of(job.Model));
        return new ExportOutcome(PlainWeights.Notes(job.Model.Graph));
    }
}
