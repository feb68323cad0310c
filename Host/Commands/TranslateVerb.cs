using GsFramework.Core.Arithmetic;
using GsFramework.Core.Data;
using GsFramework.Core.Inference;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Logging;
using GsFramework.Host.Pipeline;

namespace GsFramework.Host.Commands;

/// <summary>The verb <c>translate</c>: image files through a network.</summary>
internal static class TranslateVerb
{
    private const string Phase = "translate";

    public static void Run(TranslateArguments arguments, VerbContext context)
    {
        var jobs = TranslationJobs.Plan(
            arguments.In,
            arguments.Out,
            arguments.Format,
            arguments.Force,
            context.Log
        );
        using var catalog = context.LoadPlugins(arguments.PluginFolders);
        Devices.OpenCpu(arguments.Threads, context.Log);
        using var network = ImageNetworks.Open(arguments.Model, catalog.LayerKinds, arguments.Threads);
        TellOfOpacity(network, jobs, context);
        using var progress = context.StartProgress();
        var (left, done) = (0, 0);
        foreach (var (source, target) in jobs)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            try
            {
                ImageFile.Save(
                    target,
                    Translated(source, network, arguments.Tiling, Tiles(jobs.Count, progress), context.Cancellation),
                    arguments.Format.Quality
                );
                context.Log.Debug("{Source} -> {Target}", source, target);
            }
            catch (UnreadableImageException fault) when (++left < jobs.Count)
            {
                context.Log.Warning("Left out: {Reason}", fault.Message);
            }

            if (jobs.Count > 1)
            {
                progress.Report(Phase, ++done, jobs.Count, []);
            }
        }

        progress.EndPhase();
        if (left > 0)
        {
            context.Log.Warning("{Left} of {Images} images could not be read and were left out", left, jobs.Count);
        }

        if (jobs.Count == 1)
        {
            context.Log.Information("{Source} -> {Target}", jobs[0].Source, jobs[0].Target);
        }
        else
        {
            context.Log.Information(
                "{Images} images of {Source} -> {Target}",
                jobs.Count - left,
                arguments.In,
                arguments.Out
            );
        }
    }

    private static void TellOfOpacity(
        IImageNetwork network,
        IReadOnlyList<(string Source, string Target)> jobs,
        VerbContext context
    )
    {
        if (
            network.OutputChannels == ImageChannels.Rgba
            && jobs.Any(static job => !WrittenFormat.HasOpacity(job.Target))
        )
        {
            context.Log.Warning(
                "JPEG has no opacity: what is transparent becomes white. Write PNG or WebP to keep it"
            );
        }
    }

    private static PixelImage Translated(
        string source,
        IImageNetwork network,
        Tiling tiling,
        Action<int, int>? report,
        CancellationToken cancellation
    )
    {
        var size = ImageDecoder.Size(source);
        try
        {
            var (rows, columns) = tiling.For(network, size);
            ImageCheck.Translates(network, "The model", new ImageSize(rows.Tile, columns.Tile));
            TranslationMemory.Check(network, source, size, tiling, WorkingMemory.Free());
            var image = ImageDecoder.Decode(source, channels: network.InputChannels);
            return TiledTranslation.Run(network, image, source, tiling, report, cancellation);
        }
        catch (GraphException fault)
        {
            throw new UserException($"'{source}' does not fit the model: {fault.Message}", fault);
        }
    }

    // Of many images each is a step; of a single one each of its tiles.
    private static Action<int, int>? Tiles(int images, ITrainingProgress progress) =>
        images > 1
            ? null
            : (done, count) =>
            {
                if (count > 1)
                {
                    progress.Report(Phase, done, count, []);
                }
            };
}
