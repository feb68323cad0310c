using Autofac;
using Autofac.Features.ResolveAnything;
using GsFramework.Graph;
using GsFramework.Parts;
using Serilog;
using Serilog.Core;

namespace GsFramework.Tests.Plugins;

/// <summary>Constructs parts from modules as the host does, without its configuration.</summary>
internal sealed class PluginParts : IPartFactory, IDisposable
{
    private readonly IContainer _container;

    public PluginParts(params Module[] modules)
    {
        var builder = new ContainerBuilder();
        builder.RegisterInstance<IPartFactory>(this).ExternallyOwned();
        builder.RegisterInstance<ILogger>(Logger.None);
        builder.Register(static _ => ImageSize.Square(64));
        builder.RegisterSource(
            new AnyConcreteTypeNotAlreadyRegisteredSource(static type =>
                type.Name.EndsWith("Options", StringComparison.Ordinal)
            )
        );
        foreach (var module in modules)
        {
            builder.RegisterModule(module);
        }

        _container = builder.Build();
    }

    public TContract Create<TContract>(PartSelection<TContract> selection)
        where TContract : class =>
        selection.Options is { } options
            ? _container.ResolveKeyed<TContract>(selection.Kind, new TypedParameter(options.GetType(), options))
            : _container.ResolveKeyed<TContract>(selection.Kind);

    public TContract Create<TContract>(string kind, object? options = null)
        where TContract : class => Create(new PartSelection<TContract>(kind, options));

    public void Dispose() => _container.Dispose();
}
