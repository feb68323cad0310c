using GsFramework.Core.Arithmetic;
using GsFramework.Core.Arithmetic.Native;
using GsFramework.Core.Inference;
using GsFramework.Graph;
using Serilog;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Benchmarking;

/// <summary>Measures models: first what they compute, then how long they take, all in turn in this process.</summary>
internal static class Benchmark
{
    private const int Seed = 1;

    /// <summary>Measures.</summary>
    /// <param name="models">The models in all their forms, forms of one model side by side.</param>
    /// <param name="settings">How.</param>
    /// <param name="clock">Takes the times.</param>
    /// <param name="log">Told of outputs that are no numbers.</param>
    /// <param name="report">Told after each round how many are done, and of how many.</param>
    /// <param name="cancellation">Ends it between two runs.</param>
    /// <exception cref="UserException">A model cannot be opened or does not take the images.</exception>
    public static IReadOnlyList<BenchmarkRow> Run(
        IReadOnlyList<TimedModel> models,
        BenchmarkSettings settings,
        TimeProvider clock,
        ILogger log,
        Action<int, int>? report = null,
        CancellationToken cancellation = default
    )
    {
        var networks = new List<IImageNetwork>();
        try
        {
            foreach (var model in models)
            {
                networks.Add(model.Open());
            }

            CheckChannels(models, networks);
            using var scope = NewDisposeScope();
            var images = Images(settings, networks[0].InputChannels);
            var outputs = models.Zip(networks).Select(pair => Output(pair.First, pair.Second, images, log)).ToArray();
            var times = Turns.Time(
                [.. networks.Select(network => (Action)(() => Timed(network, images)))],
                settings.WarmUp,
                settings.Runs,
                clock,
                done => report?.Invoke(done, settings.WarmUp + settings.Runs),
                cancellation
            );
            return
            [
                .. models.Select(
                    (model, number) =>
                        Compared(models, outputs, number, Row(model, settings, times[number], outputs[number]))
                ),
            ];
        }
        finally
        {
            networks.ForEach(static network => network.Dispose());
        }
    }

    /// <summary>Images of smooth colours with some noise, always the same, (N, C, H, W) in [-1, 1].</summary>
    internal static Tensor Images(BenchmarkSettings settings, int channels)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(Seed, CPU);
        var colors = nn.functional.interpolate(
            rand([settings.Batch, channels, 8, 8], generator: random),
            [settings.Size.Height, settings.Size.Width],
            mode: InterpolationMode.Bilinear,
            align_corners: false
        );
        var noise = rand([settings.Batch, channels, settings.Size.Height, settings.Size.Width], generator: random);
        return ((1.8 * colors) + (0.2 * noise) - 1).MoveToOuterDisposeScope();
    }

    private static void Timed(IImageNetwork network, Tensor images)
    {
        using var scope = NewDisposeScope();
        network.Run(images);
    }

    private static void CheckChannels(IReadOnlyList<TimedModel> models, List<IImageNetwork> networks)
    {
        for (var i = 1; i < models.Count; i++)
        {
            if (networks[i].InputChannels != networks[0].InputChannels)
            {
                throw new UserException(
                    $"'{models[i].Model}' takes images of {networks[i].InputChannels} channels and "
                        + $"'{models[0].Model}' of {networks[0].InputChannels}: "
                        + "they do not do the same work. Measure them one by one."
                );
            }
        }
    }

    private static Tensor Output(TimedModel model, IImageNetwork network, Tensor images, ILogger log)
    {
        try
        {
            _ = network.OutputShape(new ImageSize((int)images.shape[2], (int)images.shape[3]));
        }
        catch (GraphException fault)
        {
            throw new UserException(
                $"'{model.Model}' does not take images of {images.shape[3]}x{images.shape[2]}: {fault.Message} "
                    + $"Choose another --size.",
                fault
            );
        }

        var output = network.Run(images);
        if (!output.isfinite().all().item<bool>())
        {
            log.Warning(
                "{Model} ({Format}) makes NaN or infinite values: its times are measured, but it computes nothing of "
                    + "use",
                model.Model,
                model.Format
            );
        }

        return output;
    }

    private static BenchmarkRow Row(
        TimedModel model,
        BenchmarkSettings settings,
        IReadOnlyList<double> times,
        Tensor output
    )
    {
        var latency = Latency.Of(times);
        return new BenchmarkRow
        {
            Model = model.Model,
            Name = model.Name,
            Format = model.Format,
            Provider = model.Provider,
            Arithmetic = model.IsFolder ? TrustedArithmetic.Current?.Name : null,
            Processor = Processor.Name,
            Threads = settings.UsedThreads,
            MedianMs = latency.Median,
            P95Ms = latency.P95,
            LeastMs = latency.Least,
            RoundsMs = times,
            Bytes = model.Bytes,
            Macs = model.Macs * settings.Batch,
            ComputesModel = model.ComputesModel,
            Runs = settings.Runs,
            Batch = settings.Batch,
            Height = settings.Size.Height,
            Width = settings.Size.Width,
            Finite = output.isfinite().all().item<bool>(),
        };
    }

    // With the model's first form: the framework's own, where that is among them.
    private static BenchmarkRow Compared(
        IReadOnlyList<TimedModel> models,
        Tensor[] outputs,
        int number,
        BenchmarkRow row
    )
    {
        var first = Enumerable.Range(0, models.Count).First(other => models[other].Model == models[number].Model);
        if (first == number || !outputs[first].shape.SequenceEqual(outputs[number].shape))
        {
            return row;
        }

        using var scope = NewDisposeScope();
        var difference = (outputs[number] - outputs[first]).abs();
        return row with
        {
            ComparedWith = models[first].Format,
            MaxAbsDifference = Number(difference.max()),
            MeanAbsDifference = Number(difference.mean()),
        };
    }

    // JSON has no NaN.
    private static double? Number(Tensor value) =>
        value.item<float>() is var number && float.IsFinite(number) ? number : null;
}
