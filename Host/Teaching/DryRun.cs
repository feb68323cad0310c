using GsFramework.Core.Composition;
using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Core.Options;
using GsFramework.Graph;
using GsFramework.Host.Pipeline;
using GsFramework.Models;
using GsFramework.Parts;
using Serilog;

namespace GsFramework.Host.Teaching;

/// <summary>Finds what a run would refuse at its start, without a run: a compression where there is a teacher, else the training of one.</summary>
internal static class DryRun
{
    /// <summary>Tests a configuration.</summary>
    /// <exception cref="UserException">The run would be refused; where several things are wrong, the message has a line for each.</exception>
    public static void Of(RunOptions options, PluginCatalog catalog, ILogger log)
    {
        PartDefaults.Check(options, catalog);
        using var parts = new PartFactory(catalog, log, new WeightsReader(), ImageSize.Square(options.Data.ImageSize));
        var faults = new CollectedFaults();
        var compression = new CompressionDryRun(options, parts, catalog.LayerKinds, faults);
        if (options.Model.Teacher is { } teacher)
        {
            compression.Run(teacher);
        }
        else
        {
            faults.Try(() => parts.Create(options.Data.Source));
            var generator = faults.Try(() => options.Model.Generator is { } selection ? Generator(options, parts, selection) : null);
            Training(options, parts, faults, generator);
            compression.Objective(generator, generator);
        }

        faults.Throw();
    }

    private static void Training(RunOptions options, PartFactory parts, CollectedFaults faults, NetworkGraph? generator)
    {
        var method = faults.Try(() => parts.Create(options.Teacher.Method));
        foreach (var nested in Nested(options.Teacher.Method.Options))
        {
            faults.Try(() => parts.Create(nested));
        }

        if (generator is null || method is null)
        {
            return;
        }

        faults.Try(() => TeacherNetworks.Check(method, generator, options));
        if (!method.NeedsDiscriminator || options.Model.Discriminator is not null)
        {
            faults.Try(() => { _ = TeacherNetworks.Create(options, parts, method.NeedsDiscriminator); });
        }
    }

    private static NetworkGraph Generator(RunOptions options, PartFactory parts, PartSelection<IGeneratorFactory> selection)
    {
        var graph = parts.CreateGraph(selection);
        RunGraphs.Fits(graph, $"model.generator '{selection.Kind}'", options.Data.ImageSize);
        return graph;
    }

    private static IEnumerable<IPartSelection> Nested(object? options) => options is null ? []
        : OptionsShape.Of(options.GetType()).Select(property => property.Get(options)).OfType<IPartSelection>();
}
