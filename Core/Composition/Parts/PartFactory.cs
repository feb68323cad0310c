using System.Runtime.ExceptionServices;
using Autofac;
using Autofac.Core;
using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Composition.Guards;
using GsFramework.Core.Composition.Loading;
using GsFramework.Losses;
using GsFramework.Parts;
using Serilog;

namespace GsFramework.Core.Composition.Parts;

/// <summary>
/// Constructs the parts of a run. A part's constructor gets its options, the run's services, and what the host supplies
/// for the run. Disposing the factory disposes the parts, the last one first.
/// </summary>
internal sealed class PartFactory : IPartFactory, IDisposable
{
    private readonly PluginCatalog _catalog;
    private readonly ILogger _log;
    private readonly IWeightsReader? _weights;
    private readonly Parameter[] _supplied;
    private readonly Dictionary<Plugin, ILifetimeScope> _scopes = [];
    private readonly Stack<(Plugin Plugin, ILifetimeScope Scope)> _used = [];

    /// <summary>Opens a run's factory.</summary>
    /// <param name="catalog">Where the parts are known; it must outlive the factory.</param>
    /// <param name="log">The run's log.</param>
    /// <param name="weights">Reads weight files; null where no part needs them.</param>
    /// <param name="supplied">Values of any type for constructor parameters to which they can be assigned, such as the
    /// size of the images. They stay the caller's.</param>
    public PartFactory(PluginCatalog catalog, ILogger log, IWeightsReader? weights = null, params object[] supplied)
    {
        (_catalog, _log, _weights) = (catalog, log, weights);
        _supplied =
        [
            .. supplied.Select(static value => new ResolvedParameter(
                (parameter, _) => parameter.ParameterType.IsInstanceOfType(value),
                (_, _) => value
            )),
        ];
    }

    /// <summary>False where the losses are tested otherwise.</summary>
    public bool WatchesLosses { get; init; } = true;

    /// <inheritdoc/>
    public TContract Create<TContract>(PartSelection<TContract> selection)
        where TContract : class => (TContract)Create((IPartSelection)selection);

    /// <summary>Constructs a part whose contract is not known before.</summary>
    /// <exception cref="UserException">There is no such part, or it has failed.</exception>
    public object Create(IPartSelection selection)
    {
        var part = _catalog.Find(selection.Contract, selection.Kind)
            ?? throw new UserException(Sentence(_catalog.Unknown(selection.Contract, selection.Kind)));
        if (part.Plugin.IsHost)
        {
            return Resolve(part, selection);
        }

        var name = PartName.Of(part);
        var made = PluginCode.Run(name, PluginPhase.Construct, () => Resolve(part, selection));
        return made is IAdversarialLoss loss && WatchesLosses ? new WatchedLoss(loss, name) : made;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_used.TryPop(out var used))
        {
            try
            {
                used.Scope.Dispose();
            }
            catch (Exception fault)
            {
                // What the run has made is there; that something is not freed is no reason to fail.
                _log.Warning(
                    fault,
                    "Plugin {Plugin}, {Phase}: {Reason} Fix the plugin: a part must not fail when it is disposed",
                    used.Plugin.Name,
                    PluginPhase.Dispose,
                    FailureText.Of(fault).Reason
                );
            }
        }
    }

    private object Resolve(CatalogPart part, IPartSelection selection)
    {
        var isNew = !_scopes.TryGetValue(part.Plugin, out var scope);
        scope ??= _scopes[part.Plugin] = _catalog.ContainerOf(part.Plugin).BeginScope(Configure);
        try
        {
            var options = selection.Options ?? Activator.CreateInstance(part.Metadata.Options)!;
            return scope.ResolveKeyed(
                part.Metadata.Key,
                selection.Contract,
                [new TypedParameter(part.Metadata.Options, options), .. _supplied]
            );
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

            throw;
        }
        finally
        {
            // Only now: a part that this one uses was made meanwhile, and is to be disposed after it.
            if (isNew)
            {
                _used.Push((part.Plugin, scope));
            }
        }
    }

    private void Configure(ContainerBuilder builder)
    {
        builder.RegisterInstance(_log).As<ILogger>().ExternallyOwned();
        builder.RegisterInstance(this).As<IPartFactory>().ExternallyOwned();
        if (_weights is not null)
        {
            builder.RegisterInstance(_weights).As<IWeightsReader>().ExternallyOwned();
        }
    }

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..] + ".";
}
