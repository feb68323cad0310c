using GsFramework.Features;
using GsFramework.Graph;
using GsFramework.Parts;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Models.Features;

/// <summary>
/// Features of a MobileNetV2 with fixed weights. For statistics over images: the spatial mean of one layer at 224x224.
/// For perceptual losses: the maps of three shallow layers at the images' own size (1/2, 1/4 and 1/8 of it).
/// </summary>
public sealed class MobileNetV2 : IFeatureExtractor
{
    private const string WeightsName = "mobilenet_v2.safetensors";
    private const int VectorSize = 224;

    private static readonly string[] _mapLayers = ["Conv1_relu", "block_3_expand_relu", "block_6_expand_relu"];

    private readonly WeightSet _weights;
    private readonly FrozenTrunk _vectors;
    private readonly FrozenTrunk _maps;

    /// <summary>Reads the weights.</summary>
    /// <exception cref="UserException">The layer is unknown, or the weights are missing or do not fit.</exception>
    public MobileNetV2(MobileNetV2Options options, IWeightsReader reader)
    {
        var vectors = MobileNetV2Graph.UpTo(options.Layer);
        var maps = MobileNetV2Graph.UpTo(_mapLayers[^1]);
        var path = options.Weights
            ?? Path.Combine(Path.GetDirectoryName(typeof(MobileNetV2).Assembly.Location)!, WeightsName);
        using var file = reader.Read(path);
        _weights = KerasWeights.For(vectors.Nodes.Count > maps.Nodes.Count ? vectors : maps, file, path);
        _vectors = new FrozenTrunk(vectors, _weights);
        _maps = new FrozenTrunk(maps, _weights);
        Identity = $"mobilenet-v2/{options.Layer} sha256:{file.Sha256[..16]}";
    }

    /// <inheritdoc/>
    public string Identity { get; }

    /// <inheritdoc/>
    public string Preparation => $"bilinear to {VectorSize}x{VectorSize}";

    /// <inheritdoc/>
    public IReadOnlyList<string> MapLayers => _mapLayers;

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Maps(Tensor images)
    {
        var (_, taps) = _maps.On(images.device).Forward(ToUnitRange(images), _mapLayers);
        return [.. _mapLayers.Select(layer => taps[layer])];
    }

    /// <inheritdoc/>
    public Tensor Vectors(Tensor images)
    {
        using var scope = NewDisposeScope();
        var resized = images.shape is [_, _, VectorSize, VectorSize]
            ? images
            : nn.functional.interpolate(
                images,
                size: [VectorSize, VectorSize],
                mode: InterpolationMode.Bilinear,
                align_corners: false
            );
        return _vectors.On(images.device).call(ToUnitRange(resized)).mean([2, 3]).MoveToOuterDisposeScope();
    }

    private static Tensor ToUnitRange(Tensor images) => (images + 1) / 2;

    /// <inheritdoc/>
    public void Dispose()
    {
        _vectors.Dispose();
        _maps.Dispose();
        _weights.Dispose();
    }
}
