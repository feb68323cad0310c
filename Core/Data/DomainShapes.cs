using GsFramework.Graph;

namespace GsFramework.Core.Data;

/// <summary>The channels and sizes to which the images of the two domains are brought. They differ for a generator
/// whose outputs are larger or smaller than its inputs, or have other channels.</summary>
/// <param name="Source">Of A, what goes into the generator.</param>
/// <param name="Target">Of B, what should come out.</param>
internal sealed record DomainShapes(FeatureShape Source, FeatureShape Target);

/// <summary>A source of which one serves both domains: its constructor takes <see cref="DomainShapes"/>, or neither its
/// images nor its targets can be brought to a shape.</summary>
internal interface IShapesDomains;
