using GsFramework.Core.Export;
using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Interchange;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Pipeline;

/// <summary>How a run writes its networks for other programs: as <c>export</c> in its configuration says, checked on
/// the images that score it, and calibrated on its training images where there are no trained ranges.</summary>
internal static class RunExport
{
    /// <summary>What is to be written.</summary>
    /// <param name="run">The run.</param>
    /// <param name="model">The network.</param>
    /// <param name="folder">The folder from which it was read.</param>
    /// <param name="format">The format of the file.</param>
    public static ExportJob Job(RunContext run, LoadedModel model, string folder, IModelFormat format)
    {
        var (options, side) = (run.Options.Export, run.Options.Data.ImageSize);
        var size = new ImageSize(side, side);
        int? only = options.FixedSize ? side : null;
        return new ExportJob(model, folder)
        {
            Onnx = new OnnxExportOptions
            {
                Shape = new OnnxShape
                {
                    Height = only,
                    Width = only,
                    Pixels = options.Pixels,
                },
            },
            Size = size,
            Origin = RunFacts.Of(folder)?.Origin,
            CheckImages = new Lazy<ExportImages>(() =>
                run.Reading(run.ScoredSplit, () =>
                    run.Images.Open(run.ScoredSplit, Domain.Source) is { Count: > 0 } images
                        ? ExportImages.Of(
                            images,
                            $"{run.ScoredSplit.ToString().ToLowerInvariant()} images of the run",
                            ExportImages.Checked,
                            size
                        )
                        : ExportImages.Random(model.Graph.InputChannels, ExportImages.Checked, size)
                )
            ),
            CalibrationImages =
                format is not OnnxInt8Format || OnnxInt8Format.HasRanges(model.Graph)
                    ? null
                    : () =>
                        run.Reading(Split.Train, () =>
                            ExportImages.Of(
                                run.Images.Open(Split.Train, Domain.Source),
                                "training images of the run",
                                ExportImages.Calibrating,
                                size
                            )
                        ),
        };
    }
}
