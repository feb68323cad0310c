using GsFramework.Core.Composition.Parts;
using GsFramework.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Inference;

/// <summary>An ONNX file of ours as a network that maps images to images.</summary>
internal sealed class OnnxImages(OnnxNetwork network) : IImageNetwork
{
    // The file does not say how small an image may be; networks of these kinds take this.
    private const int SafeSide = 32;

    /// <inheritdoc/>
    public int InputChannels => network.Card.InputChannels;

    /// <inheritdoc/>
    public int OutputChannels => network.Card.OutputChannels;

    /// <inheritdoc/>
    public SizeRatio Ratio => network.Card.Ratio;

    /// <inheritdoc/>
    public int SizeMultiple =>
        FixedSize is { } size
            ? (Ratio.Divides(size) ? Ratio.Denominator : 1)
            : Math.Max(network.Card.SideMultiple, Ratio.Denominator);

    /// <inheritdoc/>
    public int LeastSide => TileAxis.Up(SafeSide, SizeMultiple);

    /// <inheritdoc/>
    public ImageSize? FixedSize =>
        network is { Height: { } height, Width: { } width } ? new ImageSize(height, width) : null;

    /// <summary>True when it makes something else of a part of an image than of the whole, however large the part: a
    /// network with norms or poolings over the image.</summary>
    public bool SeesWholeImage => network.SeesWholeImage;

    /// <inheritdoc/>
    public FeatureShape OutputShape(ImageSize size)
    {
        if (
            network.Card.SideMultiple > 0
            && size.Height % network.Card.SideMultiple == 0
            && size.Width % network.Card.SideMultiple == 0
        )
        {
            var (height, width) = Ratio.Of(size);
            return new FeatureShape(network.Card.OutputChannels, height, width);
        }

        using var scope = NewDisposeScope();
        var shape = network.Run(zeros(network.Batch ?? 1, InputChannels, size.Height, size.Width)).shape;
        return new FeatureShape((int)shape[1], (int)shape[2], (int)shape[3]);
    }

    /// <inheritdoc/>
    public long? WorkingBytes(ImageSize size) => null;

    /// <inheritdoc/>
    public Tensor Run(Tensor images) => network.Run(images);

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();
}
