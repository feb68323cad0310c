using GsFramework.Graph;

namespace GsFramework.Models;

/// <summary>Makes the graph of a network that is compressed, from its options: an image-to-image generator, or a
/// classifier. Weights are not its business.</summary>
public interface IGeneratorFactory
{
    /// <summary>The dense generator: an image (C, H, W) in [-1, 1] in, an image in [-1, 1] out, or
    /// logits (K, 1, 1).</summary>
    NetworkGraph Create();
}
