using GsFramework.Features;
using static TorchSharp.torch;

namespace GsFramework.Core.Composition.Guards;

/// <summary>A plugin's feature network whose failures name it.</summary>
internal sealed class GuardedExtractor(IFeatureExtractor extractor, PartName part) : IFeatureExtractor
{
    private const string Phase = "features";

    public string Identity =>
        PluginCode.Run(part, Phase, () => extractor.Identity)
        ?? throw PluginCode.Broken(part, Phase, "it has no Identity.");

    public string Preparation => PluginCode.Run(part, Phase, () => extractor.Preparation);

    public IReadOnlyList<string> MapLayers => PluginCode.Run(part, Phase, () => extractor.MapLayers);

    public string MapPreparation => PluginCode.Run(part, Phase, () => extractor.MapPreparation);

    public string? ScoreName => PluginCode.Run(part, Phase, () => extractor.ScoreName);

    public bool DefinesFid => PluginCode.Run(part, Phase, () => extractor.DefinesFid);

    public IReadOnlyList<Tensor> Maps(Tensor images)
    {
        var maps = PluginCode.Run(part, Phase, () => extractor.Maps(images));
        return
            maps is { Count: > 0 }
            && maps.All(map => map is { IsInvalid: false } && map.dim() == 4 && map.shape[0] == images.shape[0])
            ? maps
            : throw PluginCode.Broken(
                part,
                Phase,
                "its Maps are not one or more tensors (N, C, H, W), N being the number of images."
            );
    }

    public Tensor Vectors(Tensor images)
    {
        var vectors = PluginCode.Run(part, Phase, () => extractor.Vectors(images));
        return vectors is { IsInvalid: false } && vectors.dim() == 2 && vectors.shape[0] == images.shape[0]
            ? vectors
            : throw PluginCode.Broken(part, Phase, "its Vectors are no tensor (N, D), N being the number of images.");
    }

    // The part's owner is the factory that made it.
    public void Dispose() { }
}
