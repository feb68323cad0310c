using GsFramework.Core.Configuration;
using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Host.Runs;
using GsFramework.Parts;

namespace GsFramework.Host.Pipeline;

/// <summary>What a run's generator costs as the file that the run exports.</summary>
/// <param name="options">Those of the run.</param>
/// <param name="directory">Where the costs are kept, so that all of a run goes by the same; null to keep none.</param>
internal sealed class ExportCosts(RunOptions options, RunDirectory? directory = null) : INetworkCosts
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
        if (directory is not null && Recorded(directory) is { } known && known.AreOf(generator, format))
        {
            return known;
        }

        int? side = options.Export.FixedSize ? options.Data.ImageSize : null;
        var costs = OnnxFileBytes.Of(
            generator,
            format,
            new OnnxShape
            {
                Height = side,
                Width = side,
                Pixels = options.Export.Pixels,
            }
        );
        if (directory is not null)
        {
            AtomicFile.WriteAllText(directory.Costs, RecordJson.Text(costs));
        }

        return costs;
    }

    /// <summary>The costs that a run went by; null where it had no need of any.</summary>
    /// <exception cref="UserException">The file is damaged.</exception>
    public static OnnxFileBytes? Recorded(RunDirectory directory) =>
        File.Exists(directory.Costs) ? RecordJson.Read<OnnxFileBytes>(directory.Costs) : null;
}
