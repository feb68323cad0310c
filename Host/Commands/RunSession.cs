using GsFramework.Core.Arithmetic;
using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Guards;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Composition.Parts;
using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Logging;
using GsFramework.Host.Pipeline;
using GsFramework.Host.Runs;
using GsFramework.Host.Teaching;
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
    private readonly PartFactory _parts;
    private readonly ITrainingProgress _progress;

    private RunSession(RunOptions options, PluginCatalog catalog, string directory, VerbContext context)
    {
        var device = Devices.Open(options.Device, options.Threads, ComputesInBf16(options), context.Log);
        _catalog = catalog;
        _parts = new PartFactory(
            catalog,
            context.Log,
            new WeightsReader(),
            new ImageSize(options.Data.ImageSize, options.Data.ImageSize)
        );
        _progress = context.StartProgress();
        Run = new RunContext
        {
            Options = options,
            Directory = new RunDirectory(directory),
            Parts = _parts,
            Plugins = catalog,
            LayerKinds = catalog.LayerKinds,
            Images = Source(options.Data.Source),
            Device = device,
            Log = context.Log,
            Progress = _progress,
            Cancellation = context.Cancellation,
        };
    }

    /// <summary>What phases are given.</summary>
    public RunContext Run { get; }

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

    private IImageSource Source(PartSelection<IImageSource> selection)
    {
        var source = _parts.Create(selection);
        return PluginLoadContext.NameOf(source.GetType()) is null
            ? source
            : GuardedImages.Of(source, PartName.Of(source, selection.Kind));
    }

    public void Dispose()
    {
        _progress.Dispose();
        _parts.Dispose();
        _catalog.Dispose();
    }
}
