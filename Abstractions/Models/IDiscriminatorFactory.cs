using GsFramework.Graph;

namespace GsFramework.Models;

/// <summary>Makes a discriminator's graph from its options.</summary>
public interface IDiscriminatorFactory
{
    /// <summary>The discriminator: an image (C, H, W) in [-1, 1] in, one score a patch (1, h, w) or image (1, 1, 1)
    /// out; higher is more real; no sigmoid at the end. One that takes the channels of a generator's inputs and
    /// outputs together is given both (<see cref="Training.DiscriminatorInput"/>).</summary>
    NetworkGraph Create();
}
