using GsFramework.Core.Arithmetic;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Composition.Parts;
using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Host.Comparison;
using GsFramework.Host.Pipeline;
using GsFramework.Host.Runs;
using static TorchSharp.torch;

namespace GsFramework.Host.Commands;

/// <summary>The precision of a comparison: measured once, so that all of its runs compute alike.</summary>
internal static class ComparisonPrecision
{
    /// <summary>Finds it.</summary>
    /// <param name="options">The base configuration.</param>
    /// <param name="plan">The runs.</param>
    /// <param name="directory">The comparison's. What was chosen when it began stays.</param>
    /// <param name="threads">Threads of a run.</param>
    /// <param name="device">Where they compute.</param>
    /// <param name="catalog">The plugins.</param>
    /// <param name="context">The verb's.</param>
    public static PrecisionRecord Choose(
        RunOptions options,
        IReadOnlyList<PlannedRun> plan,
        RunDirectory directory,
        int threads,
        Device device,
        PluginCatalog catalog,
        VerbContext context
    )
    {
        var given = options.Training.Precision;
        if (given != Precision.Auto && plan.All(static run => run.Options.Training.Precision != Precision.Auto))
        {
            return PrecisionRecord.Of(given) with { Given = true };
        }

        if (File.Exists(directory.ResolvedConfiguration))
        {
            // One that began before there was a choice had fp32.
            return directory.State.Precision ?? PrecisionRecord.Of(Precision.Fp32) with { Given = true };
        }

        using var parts = new PartFactory(
            catalog,
            context.Log,
            new WeightsReader(),
            ImageSize.Square(options.Data.ImageSize),
            new ExportCosts(options)
        );
        Devices.Load(threads);
        try
        {
            return PrecisionChoice.Make(
                () => PrecisionChoice.Student(options, parts, catalog.LayerKinds),
                options.Data,
                device,
                "training.precision",
                context.Log,
                context.Cancellation
            );
        }
        finally
        {
            Devices.Load(options.Threads);
        }
    }

    /// <summary>A run with it, where its own configuration leaves it open.</summary>
    public static PlannedRun With(PlannedRun run, PrecisionRecord record)
    {
        var own = run.Options.Training.Precision;
        return own == Precision.Auto
            ? run with
            {
                Options = run.Options.WithPrecision(record.Precision),
                Settings = [.. run.Settings, $"training:precision={record.Chosen}"],
            }
            : run with
            {
                Options = run.Options.WithPrecision(own),
            };
    }
}
