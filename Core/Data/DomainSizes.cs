using GsFramework.Graph;

namespace GsFramework.Core.Data;

/// <summary>The sizes to which the images of the two domains are brought. They differ for a generator whose outputs are
/// larger or smaller than its inputs.</summary>
/// <param name="Source">Of A, what goes into the generator.</param>
/// <param name="Target">Of B, what should come out.</param>
internal sealed record DomainSizes(ImageSize Source, ImageSize Target);

/// <summary>A source of which one serves both domains: its constructor takes <see cref="DomainSizes"/>, or its targets
/// have no size.</summary>
internal interface ISizesDomains;
