using GsFramework.Core.Configuration;
using GsFramework.Core.Export.Onnx;
using GsFramework.Graph;
using GsFramework.Parts;

namespace GsFramework.Host.Pipeline;

/// <summary>What a run's generator costs as the file that the run exports.</summary>
internal sealed class ExportCosts(RunOptions options) : INetworkCosts
{
    // The smallest first: where a run leaves several, that one is meant.
    private static readonly (ExportFormat Format, string Name)[] _formats =
    [
        (ExportFormat.OnnxInt8, OnnxInt8Format.FormatName),
        (ExportFormat.OnnxFp16, OnnxFormat.HalfName),
        (ExportFormat.Onnx, OnnxFormat.SingleName),
    ];

    /// <inheritdoc/>
    public INetworkCost Bytes(NetworkGraph generator)
    {
        var format = _formats.FirstOrDefault(entry => options.Export.Formats.Contains(entry.Format)).Name
            ?? throw new UserException(
                "A target in bytes is that of an exported file, and export.formats is empty. Set it, to "
                    + "[\"onnx-int8\"] for instance."
            );
        int? side = options.Export.FixedSize ? options.Data.ImageSize : null;
        return OnnxFileBytes.Of(
            generator,
            format,
            new OnnxShape
            {
                Height = side,
                Width = side,
                Pixels = options.Export.Pixels,
            }
        );
    }
}
