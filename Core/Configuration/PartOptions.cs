using GsFramework.Core.Composition.Loading;

namespace GsFramework.Core.Configuration;

/// <summary>The options of one part, given on the command line as key=value.</summary>
internal static class PartOptions
{
    /// <summary>Binds them.</summary>
    /// <param name="catalog">The loaded plugins.</param>
    /// <param name="part">The part.</param>
    /// <param name="pairs">Its options.</param>
    /// <param name="source">The option of the command line that they are from, for messages.</param>
    /// <exception cref="UserException">Something is wrong with them; the message lists all faults, one a
    /// line.</exception>
    public static object Bind(PluginCatalog catalog, CatalogPart part, IEnumerable<string> pairs, string source)
    {
        var binder = new OptionsBinder(ConfigurationLayers.OfCommandLine(pairs), catalog);
        var options = binder.BindOptionsOf(part);
        return binder.Faults.Count == 0
            ? options
            : throw new UserException(
                $"{source} of "
                    + $"{part.Metadata.Key}:\n{string.Join('\n', binder.Faults.Select(static fault => $"  {fault}"))}"
            );
    }
}
