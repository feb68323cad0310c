using GsFramework.Core.Composition.Parts;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Bands;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Inference;

/// <summary>The network of a MODEL folder, run by TorchSharp on the CPU.</summary>
internal sealed class GraphNetwork : IBandedNetwork
{
    private readonly GraphModule _module;
    private readonly GraphSizes _sizes;

    /// <summary>Builds the network with a copy of the weights.</summary>
    public GraphNetwork(LoadedModel model)
    {
        _module = new GraphModule(model.Graph, model.Weights);
        _module.eval();
        _sizes = GraphSizes.Of(model.Graph);
    }

    /// <inheritdoc/>
    public int InputChannels => _module.Graph.InputChannels;

    /// <inheritdoc/>
    public int OutputChannels => OutputShape(ImageSize.Square(LeastSide)).Channels;

    /// <inheritdoc/>
    public SizeRatio Ratio => _sizes.Ratio;

    /// <inheritdoc/>
    public int SizeMultiple => Math.Max(_sizes.Multiple, _sizes.Ratio.Denominator);

    /// <inheritdoc/>
    public int LeastSide => _sizes.Least;

    /// <inheritdoc/>
    public ImageSize? FixedSize => null;

    /// <inheritdoc/>
    public FeatureShape OutputShape(ImageSize size) => _module.Graph.Shapes(size)[_module.Graph.Output.Name];

    /// <inheritdoc/>
    public long? WorkingBytes(ImageSize size) => WorkingMemory.Of(_module.Graph, size);

    /// <inheritdoc/>
    public BandedForward Banded(ImageSize size, BandLimits limits) => new(_module, size, limits);

    /// <inheritdoc/>
    public Tensor Run(Tensor images)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return _module.forward(images).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => _module.Dispose();
}
