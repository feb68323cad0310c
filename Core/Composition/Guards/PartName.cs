using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Options;
using GsFramework.Graph;
using GsFramework.Terms;

namespace GsFramework.Core.Composition.Guards;

/// <summary>A part as messages name it, and what to do when its code fails.</summary>
/// <param name="Plugin">Its plugin; null when it is none's.</param>
/// <param name="What">Its contract in words, with its key where that is known: <c>compression term 'edges'</c>.</param>
/// <param name="Remedy">What the user can do, a sentence.</param>
internal sealed record PartName(string? Plugin, string What, string Remedy)
{
    /// <summary>The name of a part of a catalog.</summary>
    public static PartName Of(CatalogPart part) =>
        Of(part.Metadata.Contract, part.Plugin.IsHost ? null : part.Plugin.Name, part.Metadata.Key);

    /// <summary>The name of a part that is alive.</summary>
    /// <param name="part">The part.</param>
    /// <param name="key">Its key, or null where it is not known.</param>
    public static PartName Of<TContract>(TContract part, string? key = null)
        where TContract : class =>
        part is WatchedLoss watched
            ? watched.Part
            : Of(typeof(TContract), PluginLoadContext.NameOf(part.GetType()), key);

    /// <summary>The name of a network: its plugin is that of the first layer that is not the framework's own.</summary>
    public static PartName Of(NetworkGraph graph, string what)
    {
        var layer = graph
            .Nodes.Select(static node => node.Layer)
            .FirstOrDefault(static layer => PluginLoadContext.NameOf(layer.GetType()) is not null);
        return layer is null
            ? new PartName(null, what, "")
            : new PartName(
                PluginLoadContext.NameOf(layer.GetType()),
                $"{what} with layers such as '{layer.Kind}'",
                "Fix the plugin, or use a network without its layers."
            );
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Plugin is null ? char.ToUpperInvariant(What[0]) + What[1..] : $"Plugin {Plugin}, {What}";

    private static PartName Of(Type contract, string? plugin, string? key)
    {
        var noun = ContractNames.Of(contract);
        return new PartName(
            plugin,
            key is null ? noun : $"{noun} '{key}'",
            contract == typeof(ICompressionTerm)
                ? $"Fix the plugin, or turn the term off (objective.terms.{key}.enabled = false)."
                : $"Fix the plugin, or choose another {noun}."
        );
    }
}
