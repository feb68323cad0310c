using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Composition.Parts;
using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Core.Options;
using GsFramework.Graph;
using GsFramework.Host.Pipeline;
using GsFramework.Models;
using GsFramework.Parts;
using Serilog;

namespace GsFramework.Host.Teaching;

/// <summary>Finds what a run would refuse at its start, without a run: a compression where there is a teacher, else the
/// training of one.</summary>
internal static class DryRun
{
    /// <summary>Tests a configuration.</summary>
    /// <exception cref="UserException">The run would be refused; where several things are wrong, the message has a line
    /// for each.</exception>
    public static void Of(RunOptions options, PluginCatalog catalog, ILogger log)
    {
        if (options.Model.Teacher is not null)
        {
            OfCompression(options, catalog, log);
            return;
        }

        // The objective too: it is there for the compression of the teacher that is to be trained.
        Collect(options, catalog, log, (parts, faults) =>
        {
            var generator = Training(options, parts, catalog.LayerKinds, faults);
            new CompressionDryRun(options, parts, catalog.LayerKinds, faults).Objective(generator, generator);
        });
    }

    /// <summary>Tests a compression.</summary>
    /// <inheritdoc cref="Of"/>
    public static void OfCompression(RunOptions options, PluginCatalog catalog, ILogger log) =>
        Collect(options, catalog, log, (parts, faults) =>
            new CompressionDryRun(options, parts, catalog.LayerKinds, faults).Run(
                options.Model.Teacher ?? throw new UserException($"model.teacher: {CompressionDemands.MissingTeacher}.")
            )
        );

    /// <summary>Tests the training of a teacher.</summary>
    /// <inheritdoc cref="Of"/>
    public static void OfTeacher(RunOptions options, PluginCatalog catalog, ILogger log) =>
        Collect(options, catalog, log, (parts, faults) => Training(options, parts, catalog.LayerKinds, faults));

    private static void Collect(
        RunOptions options,
        PluginCatalog catalog,
        ILogger log,
        Action<PartFactory, CollectedFaults> test
    )
    {
        PartDefaults.Check(options, catalog);
        using var parts = new PartFactory(
            catalog,
            log,
            new WeightsReader(),
            ImageSize.Square(options.Data.ImageSize),
            new ExportCosts(options)
        );
        var faults = new CollectedFaults();
        test(parts, faults);
        faults.Throw();
    }

    private static NetworkGraph? Training(
        RunOptions options,
        PartFactory parts,
        IReadOnlyList<LayerKind> kinds,
        CollectedFaults faults
    )
    {
        faults.Try(() => parts.Create(options.Data.Source));
        var generator = faults.Try(() =>
            options.Model.Generator is { } selection ? Generator(options, parts, kinds, selection) : null
        );
        var method = faults.Try(() => parts.Create(options.Teacher.Method));
        foreach (var nested in Nested(options.Teacher.Method.Options))
        {
            faults.Try(() => parts.Create(nested));
        }

        if (generator is null || method is null)
        {
            return generator;
        }

        // A size that does not suit the networks suits no method: that is told once.
        var isMade =
            (method.NeedsDiscriminator && options.Model.Discriminator is null)
            || faults.Try(() => (object)TeacherNetworks.Create(options, parts, method)) is not null;
        if (isMade)
        {
            faults.Try(() => TeacherNetworks.Check(method, generator, options));
        }

        return generator;
    }

    private static NetworkGraph Generator(
        RunOptions options,
        PartFactory parts,
        IReadOnlyList<LayerKind> kinds,
        PartSelection<IGeneratorFactory> selection
    )
    {
        var graph = parts.CreateGraph(selection);
        GraphJson.CheckKinds(graph, kinds);
        RunGraphs.CheckRatio(graph, $"model.generator '{selection.Kind}'", options.Data.ImageSize);
        return graph;
    }

    private static IEnumerable<IPartSelection> Nested(object? options) =>
        options is null
            ? []
            : OptionsShape.Of(options.GetType()).Select(property => property.Get(options)).OfType<IPartSelection>();
}
