using GsFramework.Features;
using static TorchSharp.torch;

namespace Fixtures.Pipeline;

public sealed class MeanFeatures : IFeatureExtractor
{
    public string Identity => "means";

    public IReadOnlyList<Tensor> Maps(Tensor images) => [images + 1];

    public Tensor Vectors(Tensor images) => cat([images.mean([2, 3]), images.var([2, 3])], 1);

    public void Dispose() { }
}
