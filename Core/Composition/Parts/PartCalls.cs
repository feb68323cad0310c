using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Composition.Guards;
using GsFramework.Core.Options;
using GsFramework.Features;
using GsFramework.Graph;
using GsFramework.Models;
using GsFramework.Parts;

namespace GsFramework.Core.Composition.Parts;

/// <summary>Parts constructed and asked at once.</summary>
internal static class PartCalls
{
    /// <summary>The graph of a selected generator.</summary>
    /// <exception cref="UserException">There is no such part, or it has failed.</exception>
    public static NetworkGraph CreateGraph(this IPartFactory parts, PartSelection<IGeneratorFactory> selection)
    {
        var factory = parts.Create(selection);
        return Graph(factory, selection.Kind, factory.Create);
    }

    /// <summary>The graph of a selected discriminator.</summary>
    /// <exception cref="UserException">There is no such part, or it has failed.</exception>
    public static NetworkGraph CreateGraph(this IPartFactory parts, PartSelection<IDiscriminatorFactory> selection)
    {
        var factory = parts.Create(selection);
        return Graph(factory, selection.Kind, factory.Create);
    }

    /// <summary>A feature network whose failures name it.</summary>
    /// <exception cref="UserException">There is no such part, or it has failed.</exception>
    public static IFeatureExtractor CreateExtractor(this IPartFactory parts, PartSelection<IFeatureExtractor> selection)
    {
        var extractor = parts.Create(selection);
        return PluginLoadContext.NameOf(extractor.GetType()) is null
            ? extractor
            : new GuardedExtractor(extractor, PartName.Of(extractor, selection.Kind));
    }

    /// <summary>Calls a factory, and looks whether what it gives can be a network.</summary>
    /// <param name="factory">The part.</param>
    /// <param name="key">Its key.</param>
    /// <param name="create">The call.</param>
    /// <exception cref="PluginException">It has failed.</exception>
    public static NetworkGraph Graph<TContract>(TContract factory, string key, Func<NetworkGraph> create)
        where TContract : class
    {
        var part = PartName.Of(factory, key);
        var (graph, fault) = PluginCode.Run(part, PluginPhase.Create, () =>
        {
            var graph = create();

            // A layer whose parameters cannot be told would fail much later.
            _ = graph?.Parameters().ToList();
            return (graph, graph is null ? "it returned no graph." : GraphFit.Fault(graph));
        });
        return fault is null
            ? graph!
            : throw PluginCode.Broken(
                part,
                PluginPhase.Create,
                fault,
                $"Fix {factory.GetType().Name}.Create, or choose other options or another "
                    + $"{ContractNames.Of(typeof(TContract))}."
            );
    }
}
