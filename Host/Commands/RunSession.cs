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
    private readonly ITrainingProgress _progress;
    private PartFactory? _sizedParts;

    private RunSession(RunOptions options, PluginCatalog catalog, string directory, VerbContext context)
    {
        var device = Devices.Open(options.Device, options.Threads, ComputesInBf16(options), context.Log);
        _catalog = catalog;
        _log = context.Log;
        _parts = Parts(ImageSize.Square(options.Data.ImageSize));
        _progress = context.StartProgress();
        Run = new RunContext
        {
            Options = options,
            Directory = new RunDirectory(directory),
            Parts = _parts,
            Plugins = catalog,
            LayerKinds = catalog.LayerKinds,
            Images = Source(_parts, options.Data.Source),
            Device = device,
            Log = context.Log,
            Warnings = context.RunLog.Warnings,
            Progress = _progress,
            Cancellation = context.Cancellation,
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
            dryRun?.Invoke(run, catalog, Logger.None);
            return new RunSession(run, catalog, directory ?? DefaultDirectory(run.Name), context);
        }
        catch
        {
            catalog.Dispose();
            throw;
        }
    }

    /// <summary>Has images of the target domain brought to the size of a generator's outputs. To be called before any
    /// are opened.</summary>
    /// <param name="generator">Reads the generator. What is wrong with it is not told here, but where it is
    /// used.</param>
    public void SizeTargets(Func<RunContext, NetworkGraph?> generator)
    {
        SizeRatio? ratio = null;
        try
        {
            ratio = generator(Run) is { } graph
                ? PluginCode.Run(graph, "The generator", "shapes", () =>
                    Logits.AreMadeBy(graph, Run.Options.Data.ImageSize) ? null : GraphSizes.Of(graph).Ratio
                )
                : null;
        }
        catch (Exception fault) when (fault is UserException or GraphException) { }

        SizeTargets(ratio ?? SizeRatio.One);
    }

    /// <summary>The same for a generator of which the ratio of its outputs to its inputs is known.</summary>
    public void SizeTargets(SizeRatio ratio)
    {
        if (ratio == SizeRatio.One)
        {
            return;
        }

        var (selection, input) = (Run.Options.Data.Source, ImageSize.Square(Run.Options.Data.ImageSize));
        var target = ratio.Of(input);
        if (Run.Images is ISizesDomains)
        {
            _sizedParts = Parts(input, new DomainSizes(input, target));
            Run = Run with { Images = Source(_sizedParts, selection) };
        }
        else
        {
            _sizedParts = Parts(target);
            Run = Run with { Images = SizedTargets.Of(Run.Images, Source(_sizedParts, selection)) };
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

    private static bool ComputesInBf16(RunOptions options) =>
        options.Training.Precision == Precision.Bf16 || options.Teacher.Precision == Precision.Bf16;

    private PartFactory Parts(params object[] supplied) => new(_catalog, _log, new WeightsReader(), supplied);

    private static IImageSource Source(PartFactory parts, PartSelection<IImageSource> selection)
    {
        var source = parts.Create(selection);
        return PluginLoadContext.NameOf(source.GetType()) is null
            ? source
            : GuardedImages.Of(source, PartName.Of(source, selection.Kind));
    }

    public void Dispose()
    {
        _progress.Dispose();
        _sizedParts?.Dispose();
        _parts.Dispose();
        _catalog.Dispose();
    }
}
