using GsFramework.Features;
using GsFramework.Graph;
using GsFramework.Parts;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Models.Features;

/// <summary>
/// The features of FID (Heusel et al., NeurIPS 2017) as pytorch-fid makes them: images of 8 bits, bilinear to 299x299
/// without aligned corners, into the Inception v3 of TensorFlow, mean over space of the chosen layer. Only with the
/// published weight file, known by its SHA-256, and the last layer is the Fréchet distance called <c>fid</c>.
/// </summary>
public sealed class InceptionFid : IFeatureExtractor
{
    /// <summary>The SHA-256 of the published file; its first eight digits are in the file's name.</summary>
    internal const string PublishedHash = "6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b2";

    private const int Side = 299;

    private readonly IReadOnlyList<string> _taps;
    private readonly WeightSet _weights;
    private readonly FrozenTrunk _trunk;

    /// <summary>Reads the weights.</summary>
    /// <exception cref="UserException">The weights are missing, do not fit, or are not those of FID.</exception>
    public InceptionFid(InceptionFidOptions options, IWeightsReader reader)
    {
        var (property, fault) = options.Faults().FirstOrDefault();
        if (fault is not null)
        {
            throw new UserException($"inception-fid, {property}: {fault}.");
        }

        var path = options.Weights!;
        var graph = InceptionGraph.UpTo(options.Dimensions);
        _taps = InceptionGraph.Taps(options.Dimensions);
        using var file = reader.Read(path, options.Key);
        var isKnown = string.Equals(file.Sha256, PublishedHash, StringComparison.OrdinalIgnoreCase);
        if (!isKnown && !options.AllowOtherWeights)
        {
            throw new UserException(
                $"'{path}' is not the weight file of FID: its SHA-256 is {file.Sha256}, not {PublishedHash}. Fetch "
                    + "pt_inception-2015-12-05-6726825d.pth (release 'fid_weights' of mseitzer/pytorch-fid) again "
                    + "and do not convert it, or set "
                    + "allowOtherWeights to true: the scores are then called fd-inception-other and "
                    + "kid-inception-other."
            );
        }

        _weights = TorchWeights.For(graph, file, path, "the Inception v3 of pytorch-fid");
        _trunk = new FrozenTrunk(graph, _weights);
        DefinesFid = isKnown && options.Dimensions == 2048;
        ScoreName =
            $"inception{(options.Dimensions == 2048 ? "" : $"{options.Dimensions}")}{(isKnown ? "" : "-other")}";
        Identity = $"inception-fid/{options.Dimensions} {TorchWeights.Identity(file, options.Key)}";
    }

    /// <inheritdoc/>
    public string Identity { get; }

    /// <inheritdoc/>
    public string Preparation => "8 bits, bilinear to 299x299";

    /// <inheritdoc/>
    public IReadOnlyList<string> MapLayers => _taps;

    /// <inheritdoc/>
    public string MapPreparation => "bilinear to 299x299";

    /// <inheritdoc/>
    public string? ScoreName { get; }

    /// <inheritdoc/>
    public bool DefinesFid { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Maps(Tensor images)
    {
        var (_, taps) = _trunk.On(images.device).Forward(Resized((images + 1) / 2), _taps);
        return [.. _taps.Select(layer => taps[layer])];
    }

    /// <inheritdoc/>
    public Tensor Vectors(Tensor images)
    {
        using var scope = NewDisposeScope();
        // pytorch-fid reads files: what a generator says between two of 256 levels is lost.
        var levels = ((images + 1) * 127.5).round().clamp(0, 255) / 255;
        return _trunk.On(images.device).call(Resized(levels)).mean([2, 3]).MoveToOuterDisposeScope();
    }

    // In pytorch-fid's order, so that the last bits agree: resized in [0, 1], then brought to [-1, 1].
    private static Tensor Resized(Tensor unit) =>
        (
            2
            * nn.functional.interpolate(
                unit,
                size: [Side, Side],
                mode: InterpolationMode.Bilinear,
                align_corners: false
            )
        ) - 1;

    /// <inheritdoc/>
    public void Dispose()
    {
        _trunk.Dispose();
        _weights.Dispose();
    }
}
