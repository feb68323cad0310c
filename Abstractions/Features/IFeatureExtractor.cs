using static TorchSharp.torch;

namespace GsFramework.Features;

/// <summary>A fixed network whose inner values describe an image: for perceptual losses, and for KID and Fréchet
/// scores.</summary>
public interface IFeatureExtractor : IDisposable
{
    /// <summary>What a protocol line says of it: network, layer and a hash of the weights.</summary>
    string Identity { get; }

    /// <summary>What <see cref="Vectors"/> does with images before its network sees them (rounding, resizing), for the
    /// protocol line; empty when it does nothing.</summary>
    string Preparation => "";

    /// <summary>The layers of <see cref="Maps"/> from shallow to deep, for the protocol line of the feature distance;
    /// empty when they have no names.</summary>
    IReadOnlyList<string> MapLayers => [];

    /// <summary>What <see cref="Maps"/> does with images before its network sees them; empty when it does
    /// nothing.</summary>
    string MapPreparation => "";

    /// <summary>How scores over these features are called: <c>kid-NAME</c>, <c>fd-NAME</c>. Null for the part's key
    /// without dashes.</summary>
    string? ScoreName => null;

    /// <summary>True only for the very network, weights, layer and preparation of the FID papers: the Fréchet distance
    /// of these features is called <c>fid</c>.</summary>
    bool DefinesFid => false;

    /// <summary>Feature maps (N, C, H, W) from shallow to deep, differentiable in the images.</summary>
    /// <param name="images">Images (N, 3, H, W) in [-1, 1].</param>
    IReadOnlyList<Tensor> Maps(Tensor images);

    /// <summary>One feature vector an image (N, D), for statistics over images.</summary>
    /// <param name="images">Images (N, 3, H, W) in [-1, 1]; resized as the network's protocol demands.</param>
    Tensor Vectors(Tensor images);
}
