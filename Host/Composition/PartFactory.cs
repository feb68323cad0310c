using System.Runtime.ExceptionServices;
using Autofac;
using Autofac.Core;
using GsFramework.Parts;
using Serilog;

namespace GsFramework.Host.Composition;

/// <summary>
/// Constructs the parts of a run. A part's constructor gets its options, the run's services, and what the host supplies
/// for the run. Disposing the factory disposes the parts, the last one first.
/// </summary>
internal sealed class PartFactory : IPartFactory, IDisposable
{
    private readonly PluginCatalog _catalog;
    private readonly Parameter[] _supplied;
    private readonly ILifetimeScope _scope;

    /// <summary>Opens a run's factory.</summary>
    /// <param name="catalog">Where the parts are known; it must outlive the factory.</param>
    /// <param name="log">The run's log.</param>
    /// <param name="weights">Reads weight files; null where no part needs them.</param>
    /// <param name="supplied">Values of any type for constructor parameters to which they can be assigned, such as the
    /// size of the images. They stay the caller's.</param>
    public PartFactory(PluginCatalog catalog, ILogger log, IWeightsReader? weights = null, params object[] supplied)
    {
        _catalog = catalog;
        _supplied = [.. supplied.Select(static value => new ResolvedParameter(
            (parameter, _) => parameter.ParameterType.IsInstanceOfType(value), (_, _) => value))];
        _scope = catalog.BeginScope(builder =>
        {
            builder.RegisterInstance(log).As<ILogger>().ExternallyOwned();
            builder.RegisterInstance(this).As<IPartFactory>().ExternallyOwned();
            if (weights is not null)
            {
                builder.RegisterInstance(weights).As<IWeightsReader>().ExternallyOwned();
            }
        });
    }

    /// <inheritdoc/>
    public TContract Create<TContract>(PartSelection<TContract> selection)
        where TContract : class
    {
        var part = _catalog.Find(typeof(TContract), selection.Kind)
            ?? throw new UserException(Sentence(_catalog.Unknown(typeof(TContract), selection.Kind)));
        var options = selection.Options ?? Activator.CreateInstance(part.Metadata.Options)!;
        try
        {
            return _scope.ResolveKeyed<TContract>(
                part.Metadata.Key, [new TypedParameter(part.Metadata.Options, options), .. _supplied]);
        }
        catch (DependencyResolutionException fault)
        {
            for (Exception? inner = fault; inner is not null; inner = inner.InnerException)
            {
                if (inner is UserException or OperationCanceledException)
                {
                    ExceptionDispatchInfo.Throw(inner);
                }
            }

            throw new UserException(
                $"'{part.Metadata.Key}' of plugin {part.Plugin.Name} cannot be constructed: {fault.GetBaseException().Message}", fault);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _scope.Dispose();

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..] + ".";
}
