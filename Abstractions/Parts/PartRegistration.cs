using Autofac;
using GsFramework.Graph;

namespace GsFramework.Parts;

/// <summary>How a plugin's module makes its parts known.</summary>
/// <example>
/// <code>
/// public sealed class EdgeModule : Autofac.Module
/// {
///     protected override void Load(ContainerBuilder builder) =>
///         builder.RegisterPart&lt;ICompressionTerm, EdgeTerm, EdgeOptions&gt;("edges", "L1 between image gradients");
/// }
/// </code>
/// </example>
public static class PartRegistration
{
    /// <summary>The key under which the registration's <see cref="PartMetadata"/> stands.</summary>
    public const string MetadataKey = "GsFramework.Part";

    /// <summary>
    /// Registers a part. The host constructs it with its bound <typeparamref name="TOptions"/>, and with whatever else
    /// its constructor asks for of <see cref="IPartFactory"/>, <see cref="IWeightsReader"/> and Serilog's
    /// <c>ILogger</c>.
    /// </summary>
    /// <typeparam name="TContract">One of the framework's part interfaces.</typeparam>
    /// <typeparam name="TPart">The class; one public constructor.</typeparam>
    /// <typeparam name="TOptions">A record with a parameterless constructor whose properties all have defaults, or
    /// <see cref="NoOptions"/>.</typeparam>
    /// <param name="builder">Given by Autofac to the module.</param>
    /// <param name="key">The part's name in configurations, unique for the contract among all plugins.</param>
    /// <param name="summary">One line that says what it is.</param>
    /// <exception cref="ArgumentException">The class has no public constructor.</exception>
    public static void RegisterPart<TContract, TPart, TOptions>(
        this ContainerBuilder builder,
        string key,
        string summary
    )
        where TContract : class
        where TPart : class, TContract
        where TOptions : class, new()
    {
        if (typeof(TPart).IsAbstract || typeof(TPart).GetConstructors().Length == 0)
        {
            throw new ArgumentException(
                $"The {typeof(TContract).Name} '{key}' cannot be constructed: {typeof(TPart).FullName} is abstract "
                    + $"or has "
                    + $"no public constructor. Give it one that takes its options {typeof(TOptions).Name}."
            );
        }

        builder
            .RegisterType<TPart>()
            .Keyed<TContract>(key)
            .WithMetadata(
                MetadataKey,
                new PartMetadata(typeof(TContract), key, summary, typeof(TOptions), typeof(TPart))
            );
    }

    /// <summary>Makes a plugin's own layer kind known, so that <c>graph.json</c> can hold it under the name that its
    /// <see cref="LayerKindAttribute"/> says.</summary>
    /// <exception cref="GraphException">It says none.</exception>
    public static void RegisterLayerKind<TLayer>(this ContainerBuilder builder)
        where TLayer : Layer => builder.RegisterInstance(LayerKind.Of<TLayer>());
}
