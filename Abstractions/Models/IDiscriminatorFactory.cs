using GsFramework.Graph;

namespace GsFramework.Models;

/// <summary>Makes a discriminator's graph from its options.</summary>
public interface IDiscriminatorFactory
{
    /// <summary>The discriminator: an image (C, H, W) in [-1, 1] in, one score a patch (1, h, w) or image (1, 1, 1)
    /// out; higher is more real; no sigmoid at the end.</summary>
    NetworkGraph Create();
}
