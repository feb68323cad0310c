using GsFramework.Core.Arithmetic;
using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Guards;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Composition.Parts;
using GsFramework.Core.Configuration;
using GsFramework.Core.Data;
using GsFramework.Core.Interchange;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Logging;
using GsFramework.Host.Pipeline;
using GsFramework.Host.Runs;
using GsFramework.Host.Teaching;
using GsFramework.Host.Training;
using GsFramework.Parts;
using Serilog;
using Serilog.Core;

namespace GsFramework.Host.Commands;

/// <summary>A dry run, such as <see cref="DryRun.OfCompression"/>.</summary>
internal delegate void DryRunOf(RunOptions options, PluginCatalog catalog, ILogger log);

/// <summary>What a verb opens to work with a configuration: plugins, parts, device, images. Disposing it frees them in
/// order.</summary>
internal sealed class RunSession : IDisposable
{
    private readonly PluginCatalog _catalog;
    private readonly ILogger _log;
    private readonly PartFactory _parts;
    private readonly IImageSource _source;
    private readonly ITrainingProgress _progress;
    private PartFactory? _fittedParts;

    private RunSession(RunOptions options, PluginCatalog catalog, string directory, VerbContext context)
    {
        var device = Devices.Open(options.Device, options.Threads, ComputesInBf16(options), context.Log);
        _catalog = catalog;
        _log = context.Log;
        var place = new RunDirectory(directory);
        _progress = context.StartProgress();
        _parts = Parts(
            ImageSize.Square(options.Data.ImageSize),
            new ExportCosts(options, place, new CostMeasuring(context.Log, _progress, context.Cancellation))
        );
        _source = Source(_parts, options.Data.Source);
        Run = new RunContext
        {
            Options = options,
            Directory = place,
            Parts = _parts,
            Plugins = catalog,
            LayerKinds = catalog.LayerKinds,
            Images = Limited(_source, options.Data),
            Device = device,
            Log = context.Log,
            Warnings = context.RunLog.Warnings,
            Progress = _progress,
            Cancellation = context.Cancellation,
            StopAfter = context.StopAfter,
        };
    }

    /// <summary>What phases are given.</summary>
    public RunContext Run { get; private set; }

    /// <summary>Opens a configuration.</summary>
    /// <param name="arguments">Which, and what is laid over it.</param>
    /// <param name="directory">The run directory, or null for <c>runs/NAME</c>.</param>
    /// <param name="smoke">True for a few steps on a few images.</param>
    /// <param name="context">The verb's.</param>
    /// <param name="dryRun">That of a run that trains: it finds all that is wrong at once.</param>
    /// <exception cref="UserException">Something is wrong with the configuration or a plugin.</exception>
    public static RunSession Open(
        ConfigurationArguments arguments,
        string? directory,
        bool smoke,
        VerbContext context,
        DryRunOf? dryRun = null
    )
    {
        var (options, catalog) = context.Load(arguments);
        try
        {
            PartDefaults.Check(options, catalog);
            var run = smoke ? SmokeOptions.Of(options) : options;

            // A run's record has what was chosen when it began; one without is of before there was a choice.
            run = arguments.IsResolved ? run.WithPrecision(Precision.Fp32) : run;
            dryRun?.Invoke(run, catalog, Logger.None);
            return new RunSession(run, catalog, directory ?? DefaultDirectory(run.Name), context);
        }
        catch
        {
            catalog.Dispose();
            throw;
        }
    }

    /// <summary>Has images read with the channels that a generator takes and makes, and those of the target domain
    /// brought to the size of its outputs. To be called before any are opened.</summary>
    /// <param name="generator">Reads the generator. What is wrong with it is not told here, but where it is
    /// used.</param>
    public void FitImages(Func<RunContext, NetworkGraph?> generator)
    {
        (SizeRatio Ratio, int Inputs, int Outputs)? found = null;
        try
        {
            if (generator(Run) is { } graph)
            {
                found = PluginCode.Run(graph, "The generator", "shapes", () => ShapesOf(graph));
            }
        }
        catch (Exception fault) when (fault is UserException or GraphException) { }

        if (found is var (ratio, inputs, outputs))
        {
            FitImages(ratio, inputs, outputs);
        }
    }

    /// <summary>The same for a generator of which this is known.</summary>
    /// <param name="ratio">Of the sizes of its outputs to those of its inputs.</param>
    /// <param name="inputs">Channels that it takes.</param>
    /// <param name="outputs">Channels that it makes.</param>
    public void FitImages(SizeRatio ratio, int inputs, int outputs)
    {
        var (selection, input) = (Run.Options.Data.Source, ImageSize.Square(Run.Options.Data.ImageSize));
        var target = ratio.Of(input);
        var fitted = _source;
        if (_source is IShapesDomains)
        {
            _fittedParts = Parts(input, new DomainShapes(Shape(inputs, input), Shape(outputs, target)));
            fitted = Source(_fittedParts, selection);
        }
        else if (ratio != SizeRatio.One)
        {
            _fittedParts = Parts(target);
            fitted = SizedTargets.Of(_source, Source(_fittedParts, selection));
        }

        Run = Run with { Images = Limited(fitted, Run.Options.Data) };
    }

    /// <summary>Chooses the precision of a run that is to begin, where the configuration leaves it to the machine. To
    /// be called when images are fitted, and before anything is opened that is trained.</summary>
    /// <param name="isTeacher">True for the training of a teacher.</param>
    public void ChoosePrecision(bool isTeacher)
    {
        var options = Run.Options;
        var (given, option) = isTeacher
            ? (options.Teacher.Precision, "teacher.precision")
            : (options.Training.Precision, "training.precision");
        var record = given == Precision.Auto ? Measured() : PrecisionRecord.Of(given) with { Given = true };

        // What the run does not use gets the same: a record leaves nothing open.
        Run = Run with { Options = options.WithPrecision(record.Precision), Precision = record };

        PrecisionRecord Measured()
        {
            _progress.Doing("precision");
            var measured = PrecisionChoice.Make(
                () => isTeacher
                    ? Run.Parts.CreateGraph(options.Model.Generator!)
                    : PrecisionChoice.Student(options, Run.Parts, Run.LayerKinds),
                options.Data,
                Run.Device,
                option,
                _log,
                Run.Cancellation
            );
            _progress.Doing(null);
            return measured;
        }
    }

    /// <summary>Where a run of this name is kept.</summary>
    /// <exception cref="UserException">No folder can have that name.</exception>
    public static string DefaultDirectory(string name) =>
        name.Trim() is "" or "." or ".." || Path.GetFileName(name) != name || name.Length > 100
            ? throw new UserException(
                $"name is '{name}', which cannot be a folder under runs/. Give another name, or a folder with --out."
            )
            : Path.Combine("runs", name);

    private (SizeRatio Ratio, int Inputs, int Outputs) ShapesOf(NetworkGraph graph)
    {
        var side = Run.Options.Data.ImageSize;
        return Logits.AreMadeBy(graph, side)
            ? (SizeRatio.One, graph.InputChannels, ImageChannels.Rgb)
            : (
                GraphSizes.Of(graph).Ratio,
                graph.InputChannels,
                graph.Shapes(ImageSize.Square(side))[graph.Output.Name].Channels
            );
    }

    // A network of other channels is refused where it is used.
    private static FeatureShape Shape(int channels, ImageSize size) =>
        new(ImageChannels.AreKnown(channels) ? channels : ImageChannels.Rgb, size.Height, size.Width);

    private static bool ComputesInBf16(RunOptions options) =>
        options.Training.Precision == Precision.Bf16 || options.Teacher.Precision == Precision.Bf16;

    private PartFactory Parts(params object[] supplied) => new(_catalog, _log, new WeightsReader(), supplied);

    /// <summary>The images of a configuration.</summary>
    internal static IImageSource Source(PartFactory parts, PartSelection<IImageSource> selection)
    {
        var source = parts.Create(selection);
        return PluginLoadContext.NameOf(source.GetType()) is null
            ? source
            : GuardedImages.Of(source, PartName.Of(source, selection.Kind));
    }

    private static IImageSource Limited(IImageSource source, DataOptions data) =>
        data.TrainLimit == 0
            ? source
            : new FewImages(source, split => split == Split.Train ? data.TrainLimit : int.MaxValue);

    public void Dispose()
    {
        _progress.Dispose();
        _fittedParts?.Dispose();
        _parts.Dispose();
        _catalog.Dispose();
    }
}
