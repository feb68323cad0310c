using System.Reflection;
using GsFramework.Graph.Layers;

namespace GsFramework.Graph;

/// <summary>The name of a kind of layer in <c>graph.json</c>, on its record.</summary>
/// <param name="name">The name, in kebab case.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class LayerKindAttribute(string name) : Attribute
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;
}

/// <summary>A kind of layer that <c>graph.json</c> can hold.</summary>
public sealed record LayerKind
{
    private LayerKind(Type type) => (Name, Type) = (NameOf(type), type);

    /// <summary>The kinds of this assembly.</summary>
    public static IReadOnlyList<LayerKind> BuiltIn { get; } =
    [
        Of<Conv2d>(),
        Of<ConvTranspose2d>(),
        Of<InstanceNorm2d>(),
        Of<BatchNorm2d>(),
        Of<Activation>(),
        Of<Padding2d>(),
        Of<Add>(),
        Of<Concat>(),
        Of<DepthToSpace>(),
        Of<RowShuffle>(),
        Of<GlobalAveragePool>(),
        Of<MaxPool2d>(),
        Of<ChannelShift>(),
        Of<ClampQuantizer>(),
        Of<AffineQuantizer>(),
        Of<ChannelScale>(),
        Of<ChannelSelect>(),
        Of<ConstantChannels>(),
        Of<LinearMap>(),
        Of<Clip>(),
        Of<ParametricRelu>(),
        Of<Multiply>(),
        Of<GroupNorm>(),
        Of<ChannelNorm>(),
        Of<SpaceToDepth>(),
        Of<AveragePool2d>(),
        Of<Crop2d>(),
        Of<FitTo>(),
        Of<ExpandTo>(),
        Of<Resize>(),
    ];

    /// <summary>Its name, as <see cref="Layer.Kind"/>.</summary>
    public string Name { get; }

    /// <summary>The record.</summary>
    public Type Type { get; }

    /// <summary>The kind of a record.</summary>
    /// <exception cref="GraphException">The record does not say its name.</exception>
    public static LayerKind Of<TLayer>()
        where TLayer : Layer => new(typeof(TLayer));

    internal static string NameOf(Type type) =>
        type.GetCustomAttribute<LayerKindAttribute>()?.Name
        ?? throw new GraphException($"The layer {type.FullName} has no name. Put [LayerKind(\"name\")] on it.");
}
