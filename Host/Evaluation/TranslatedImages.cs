using GsFramework.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Evaluation;

/// <summary>What a generator makes of the images of a data set, computed when it is asked for: the outputs of a large
/// set need not be in memory together.</summary>
/// <param name="sources">The images.</param>
/// <param name="generator">Makes (1, C, H, W) of (1, C, H, W). It is run as it is; put a network into evaluation mode
/// before.</param>
/// <param name="device">Where it takes them.</param>
internal sealed class TranslatedImages(IImageDataset sources, Func<Tensor, Tensor> generator, Device device)
    : IImageDataset
{
    /// <inheritdoc/>
    public int Count => sources.Count;

    /// <inheritdoc/>
    public string NameOf(int index) => sources.NameOf(index);

    /// <inheritdoc/>
    public Tensor Load(int index)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var source = sources.Load(index).to(device).unsqueeze(0);
        return generator(source).squeeze(0).cpu().MoveToOuterDisposeScope();
    }
}
