using GsFramework.Graph;
using GsFramework.Graph.Bands;

namespace GsFramework.Core.Inference;

/// <summary>A network that translates a large image in bands of rows as it would the whole.</summary>
internal interface IBandedNetwork : IImageNetwork
{
    /// <summary>Prepares the translation of an image.</summary>
    /// <exception cref="GraphException">The network does not take such an image.</exception>
    BandedForward Banded(ImageSize size, BandLimits limits);
}
