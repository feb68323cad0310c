using GsFramework.Data;
using GsFramework.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Evaluation;

/// <summary>What a generator makes of the images of a data set, computed when it is asked for: the outputs of a large set
/// need not lie in memory together. The generator is run as it is; put it into evaluation mode before.</summary>
internal sealed class TranslatedImages(IImageDataset sources, GraphModule generator, Device device) : IImageDataset
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
        return generator.call(source).squeeze(0).cpu().MoveToOuterDisposeScope();
    }
}
