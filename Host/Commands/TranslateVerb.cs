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
        if (arguments.Format.AskedQuality is not null && jobs.All(static job => WrittenFormat.IsLossless(job.Target)))
        {
            context.Log.Warning(
                "--quality has no effect: PNG loses nothing. Write JPEG or WebP, by --format or by the name of OUT"
            );
        }

        using var progress = context.StartProgress();
        var (left, done, warned) = (0, 0, false);
        foreach (var (source, target) in jobs)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            try
            {
                var size = ImageDecoder.Size(source);
                warned |= Warn(arguments, network, source, size, warned, context);
                var report = Parts(jobs.Count, progress);
                ImageFile.Save(
                    target,
                    Translated(source, size, network, arguments.Tiling, report, context.Cancellation),
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

    // Once, for the first image that it concerns.
    private static bool Warn(
        TranslateArguments arguments,
        IImageNetwork network,
        string source,
        ImageSize size,
        bool warned,
        VerbContext context
    )
    {
        var text = warned
            ? null
            : ImageTranslation.Warning(network, arguments.Model, source, size, arguments.Tiling);
        if (text is not null)
        {
            context.Log.Warning("{Warning}", text);
        }

        return text is not null;
    }

    private static PixelImage Translated(
        string source,
        ImageSize size,
        IImageNetwork network,
        Tiling tiling,
        Action<int, int>? report,
        CancellationToken cancellation
    )
    {
        try
        {
            ImageCheck.Translates(network, "The model", Computed(network, tiling, size));
            TranslationMemory.Check(network, source, size, tiling, WorkingMemory.Free());
            var image = ImageDecoder.Decode(source, channels: network.InputChannels);
            return ImageTranslation.Run(network, image, source, tiling, report, cancellation);
        }
        catch (GraphException fault)
        {
            throw new UserException(
                $"'{source}', {size}, does not fit the model: {fault.Message}{Least(network)}",
                fault
            );
        }
    }

    private static string Least(IImageNetwork network)
    {
        try
        {
            var size = ImageSize.Square(network.LeastSide);
            _ = network.OutputShape(size);
            return $" The smallest square image that it takes is {size}.";
        }
        catch (GraphException)
        {
            return "";
        }
    }

    // What the network is given at once.
    private static ImageSize Computed(IImageNetwork network, Tiling tiling, ImageSize size)
    {
        if (tiling.InBands(network, size) is not null)
        {
            return Tiling.Padded(network, size);
        }

        var (rows, columns) = tiling.For(network, size);
        return new ImageSize(rows.Tile, columns.Tile);
    }

    // Of many images each is a step; of a single one each of its tiles or bands.
    private static Action<int, int>? Parts(int images, ITrainingProgress progress) =>
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
