using GsFramework.Features;
using GsFramework.Graph;
using GsFramework.Parts;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Models.Features;

/// <summary>
/// Features of a VGG16 with fixed weights. Maps, for the perceptual loss of Johnson et al. and of the GAN Slimming
/// code: relu1_2, relu2_2, relu3_3 and relu4_3 at the images' own size. Vectors: the spatial mean of one layer at
/// 224x224.
/// </summary>
public sealed class Vgg16 : IFeatureExtractor
{
    private const int VectorSize = 224;

    private static readonly string[] _mapLayers = ["relu1_2", "relu2_2", "relu3_3", "relu4_3"];
    private static readonly float[] _means = [0.485f, 0.456f, 0.406f];
    private static readonly float[] _deviations = [0.229f, 0.224f, 0.225f];

    private readonly bool _normalizes;
    private readonly WeightSet _weights;
    private readonly FrozenTrunk _vectors;
    private readonly FrozenTrunk _maps;

    /// <summary>Reads the weights.</summary>
    /// <exception cref="UserException">The layer is unknown, or the weights are missing or do not fit.</exception>
    public Vgg16(Vgg16Options options, IWeightsReader reader)
    {
        var (property, fault) = options.Faults().FirstOrDefault();
        if (fault is not null)
        {
            throw new UserException($"vgg16, {property}: {fault}.");
        }

        var (vectors, maps) = (Vgg16Graph.UpTo(options.Layer), Vgg16Graph.UpTo(_mapLayers[^1]));
        using var file = reader.Read(options.Weights!, options.Key);
        _weights = TorchWeights.For(
            vectors.Nodes.Count > maps.Nodes.Count ? vectors : maps,
            file,
            options.Weights!,
            "torchvision's VGG16"
        );
        _vectors = new FrozenTrunk(vectors, _weights);
        _maps = new FrozenTrunk(maps, _weights);
        _normalizes = options.Normalize;
        Identity =
            $"vgg16/{options.Layer}{(_normalizes ? " normalized" : "")} {TorchWeights.Identity(file, options.Key)}";
    }

    /// <inheritdoc/>
    public string Identity { get; }

    /// <inheritdoc/>
    public string Preparation => "bilinear to 224x224";

    /// <inheritdoc/>
    public IReadOnlyList<string> MapLayers => _mapLayers;

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Maps(Tensor images)
    {
        var nodes = _mapLayers.Select(Vgg16Graph.NodeOf).ToArray();
        var (_, taps) = _maps.On(images.device).Forward(Prepared(images), nodes);
        return [.. nodes.Select(node => taps[node])];
    }

    /// <inheritdoc/>
    public Tensor Vectors(Tensor images)
    {
        using var scope = NewDisposeScope();
        var resized = nn.functional.interpolate(
            images,
            size: [VectorSize, VectorSize],
            mode: InterpolationMode.Bilinear,
            align_corners: false
        );
        return _vectors.On(images.device).call(Prepared(resized)).mean([2, 3]).MoveToOuterDisposeScope();
    }

    private Tensor Prepared(Tensor images)
    {
        var unit = (images + 1) / 2;
        return _normalizes
            ? (unit - tensor(_means, device: images.device).view(1, 3, 1, 1))
                / tensor(_deviations, device: images.device).view(1, 3, 1, 1)
            : unit;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _vectors.Dispose();
        _maps.Dispose();
        _weights.Dispose();
    }
}
