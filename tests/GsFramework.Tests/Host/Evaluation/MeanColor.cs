using GsFramework.Features;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Evaluation;

/// <summary>Describes an image by the mean of each colour.</summary>
internal sealed class MeanColor : IFeatureExtractor
{
    public string Identity => "mean-colour";

    public int Images { get; private set; }

    public IReadOnlyList<Tensor> Maps(Tensor images) => [images];

    public Tensor Vectors(Tensor images)
    {
        Images += (int)images.shape[0];
        return images.mean([2, 3]);
    }

    public void Dispose() { }
}
