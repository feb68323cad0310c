using GsFramework.Graph;

namespace GsFramework.Models;

/// <summary>Makes an image-to-image generator's graph from its options. Weights are not its business.</summary>
public interface IGeneratorFactory
{
    /// <summary>The dense generator: an image (C, H, W) in [-1, 1] in, an image in [-1, 1] out.</summary>
    NetworkGraph Create();
}
