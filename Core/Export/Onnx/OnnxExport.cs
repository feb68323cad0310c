using System.Globalization;
using System.Text.Json.Nodes;
using GsFramework.Core.Inference;
using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using GsFramework.Graph;

namespace GsFramework.Core.Export.Onnx;

/// <summary>Writes an ONNX file, after it was loaded in ONNX Runtime and compared with the network in
/// TorchSharp.</summary>
internal static class OnnxExport
{
    /// <summary>Makes the file, checks it, and lays it where it belongs.</summary>
    /// <param name="job">What the user asked for.</param>
    /// <param name="path">The file.</param>
    /// <param name="written">The network as it is written.</param>
    /// <param name="reference">The network that it must equal.</param>
    /// <param name="card">What the file tells of itself.</param>
    /// <param name="limit">How nearly.</param>
    /// <param name="notes">What else the user should know.</param>
    /// <exception cref="UserException">The network cannot be written, or the file cannot.</exception>
    /// <exception cref="InvalidOperationException">The file differs by more than the limit; it is not left
    /// behind.</exception>
    public static ExportOutcome Write(
        ExportJob job,
        string path,
        LoadedModel written,
        LoadedModel reference,
        OnnxCard card,
        OnnxLimit limit,
        params IEnumerable<string> notes
    )
    {
        byte[] file;
        try
        {
            file = OnnxModel.ToBytes(
                written.Graph,
                written.Weights,
                job.Onnx.Shape,
                card,
                halfKernels: card.Format == OnnxFormat.HalfName,
                job.Onnx.Opset
            );
        }
        catch (GraphException fault)
        {
            throw new UserException($"'{job.Folder}' cannot be exported: {fault.Message}", fault);
        }

        using var network = OnnxNetwork.Open(file, path);
        var check = OnnxCheck.Run(network, reference, job.CheckImages.Value, job.Model);
        if (!check.Keeps(limit, job.Onnx.Shape.Pixels))
        {
            var share = limit.ShareWithinStep > 0 ? $", and {100 * limit.ShareWithinStep} % within one step" : "";
            throw new InvalidOperationException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The ONNX file does not compute what the model computes: {check.Tell("TorchSharp")} The limit "
                        + $"of {card.Format} is {limit.Max} and {limit.Mean}{share}. '{path}' was not written. "
                        + $"'{Shell.Command("doctor")}' tells whether this machine computes right."
                )
            );
        }

        AtomicFile.Write(path, stream => stream.Write(file));
        var measured = new JsonObject { ["check"] = check.ToJson() };
        string[] toModel =
            check.ToModel is { IsSmall: true } small && small.Max != check.Max
                ? [$"Against the MODEL, {small.Text}"]
                : [];
        return new ExportOutcome([$"Checked on {check.Tell("TorchSharp")}", .. notes, .. toModel])
        {
            Caution = check.ToModel.Caution,
            Measured = measured,
        };
    }
}
