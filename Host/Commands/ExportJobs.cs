using GsFramework.Core.Composition.Parts;
using GsFramework.Core.Data;
using GsFramework.Core.Export;
using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Inference;
using GsFramework.Core.Interchange;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Commands;

/// <summary>Gathers what an export works with.</summary>
internal static class ExportJobs
{
    /// <summary>What the user asked for. Images are read when they are needed, into the caller's dispose
    /// scope.</summary>
    public static ExportJob Make(LoadedModel model, ExportArguments arguments, VerbContext context)
    {
        var (options, run) = (arguments.Onnx, RunFacts.Of(arguments.Model));
        var side = run?.ImageSize() ?? GraphFit.NearestSide(model.Graph, OnnxCard.ProbeSide);
        var size = new ImageSize(options.Shape.Height ?? side, options.Shape.Width ?? side);
        WorkingMemory.Check(model.Graph, size, options.Shape.Batch ?? 1);
        return new ExportJob(model, arguments.Model)
        {
            Onnx = options,
            Origin = run?.Origin,
            Size = size,
            CheckImages = new Lazy<ExportImages>(() => CheckImages(model.Graph, arguments, run, size, context)),
            CalibrationImages = options.CalibrationFolder is { } folder
                ? () => OfFolder(model.Graph, folder, ExportImages.Calibrating, size)
                : null,
        };
    }

    private static ExportImages CheckImages(
        NetworkGraph graph,
        ExportArguments arguments,
        RunFacts? run,
        ImageSize size,
        VerbContext context
    ) =>
        arguments.Onnx.CheckFolder is { } folder
            ? OfFolder(graph, folder, ExportImages.Checked, size)
            : (run is null ? null : OfRun(graph, arguments, run, size, context))
                ?? ExportImages.Random(graph.InputChannels, ExportImages.Checked, size);

    private static ExportImages OfFolder(NetworkGraph graph, string folder, int most, ImageSize size) =>
        ImageChannels.AreKnown(graph.InputChannels)
            ? ExportImages.OfFolder(folder, most, size, graph.InputChannels)
            : throw new UserException(
                $"The model takes images of {ImageChannels.Text(graph.InputChannels)}, and those of '{folder}' are "
                    + $"read with 1 (grey), 3 (RGB) or 4 (RGBA). Leave out the folder."
            );

    // The images of a run may have gone with the machine on which it ran.
    private static ExportImages? OfRun(
        NetworkGraph graph,
        ExportArguments arguments,
        RunFacts run,
        ImageSize size,
        VerbContext context
    )
    {
        try
        {
            using var session = RunSession.Open(
                new ConfigurationArguments(
                    run.Directory.ResolvedConfiguration,
                    [],
                    arguments.PluginFolders,
                    IsResolved: true
                ),
                run.Directory.Root,
                smoke: false,
                context
            );
            session.FitImages(_ => graph);
            var images = session.Run.Images.Open(Split.Test, Domain.Source);
            return
                images.Count > 0
                && ExportImages.Of(images, "test images of the run", ExportImages.Checked, size) is var found
                && found.Images[0].shape[1] == graph.InputChannels
                ? found
                : null;
        }
        catch (UserException fault)
        {
            context.Log.Warning(
                "The file is checked on random images, since those of the run cannot be read: {Reason}",
                fault.Message
            );
            return null;
        }
    }
}
