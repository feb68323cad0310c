using GsFramework.Graph;
using GsFramework.Host.Interchange;

namespace GsFramework.Host.Inference;

/// <summary>Opens networks.</summary>
internal static class ImageNetworks
{
    /// <summary>Opens a network.</summary>
    /// <param name="model">A MODEL folder.</param>
    /// <param name="kinds">The layer kinds that are known.</param>
    /// <exception cref="UserException">It is missing or broken.</exception>
    public static IImageNetwork Open(string model, IEnumerable<LayerKind> kinds)
    {
        using var loaded = ModelFolder.Load(model, kinds);
        return new GraphNetwork(loaded);
    }
}
