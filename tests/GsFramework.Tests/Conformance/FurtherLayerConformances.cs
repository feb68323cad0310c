using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Testing;

namespace GsFramework.Tests.Conformance;

public sealed class ChannelScaleConformance : LayerConformance<NoPlugin>
{
    protected override IReadOnlyList<Layer> Layers => [new ChannelScale(4)];
}

public sealed class ChannelSelectConformance : LayerConformance<NoPlugin>
{
    protected override IReadOnlyList<Layer> Layers =>
        [ChannelSelect.Slice(4, 1, 2), new ChannelSelect(4, [3, 1, 0])];
}

public sealed class ConstantChannelsConformance : LayerConformance<NoPlugin>
{
    protected override IReadOnlyList<Layer> Layers => [new ConstantChannels(2)];
}

public sealed class LinearMapConformance : LayerConformance<NoPlugin>
{
    protected override IReadOnlyList<Layer> Layers =>
        [new LinearMap(0.2), new LinearMap(0.5, 0.5), new LinearMap(1, 2)];
}

public sealed class ClipConformance : LayerConformance<NoPlugin>
{
    protected override IReadOnlyList<Layer> Layers => [new Clip(-0.5, 0.7), new Clip(Min: 0.1), new Clip(Max: 0.2)];
}

public sealed class ParametricReluConformance : LayerConformance<NoPlugin>
{
    protected override IReadOnlyList<Layer> Layers => [new ParametricRelu(4)];
}

public sealed class MultiplyConformance : LayerConformance<NoPlugin>
{
    protected override IReadOnlyList<Layer> Layers => [new Multiply()];

    protected override IReadOnlyList<FeatureShape> Inputs => [new(4, 8, 10), new(4, 8, 10)];
}

public sealed class ChannelGateConformance : LayerConformance<NoPlugin>
{
    protected override IReadOnlyList<Layer> Layers => [new Multiply()];

    protected override IReadOnlyList<FeatureShape> Inputs => [new(4, 8, 10), new(4, 1, 1)];
}

public sealed class SpaceToDepthConformance : LayerConformance<NoPlugin>
{
    protected override IReadOnlyList<Layer> Layers => [new SpaceToDepth(Factor: 2)];
}

public sealed class AveragePool2dConformance : LayerConformance<NoPlugin>
{
    protected override IReadOnlyList<Layer> Layers =>
        [new AveragePool2d(2, 2), new AveragePool2d(3, 1, 1), new AveragePool2d(3, 2, 1, CountPadding: false)];
}

public sealed class Crop2dConformance : LayerConformance<NoPlugin>
{
    protected override IReadOnlyList<Layer> Layers => [new Crop2d(1, 0, 2, 1)];
}

public sealed class FitToConformance : LayerConformance<NoPlugin>
{
    protected override IReadOnlyList<Layer> Layers => [new FitTo(FitPlace.End), new FitTo(FitPlace.Center)];

    protected override IReadOnlyList<FeatureShape> Inputs => [new(4, 4, 5), new(2, 8, 10)];
}

public sealed class ExpandToConformance : LayerConformance<NoPlugin>
{
    protected override IReadOnlyList<Layer> Layers => [new ExpandTo()];

    protected override IReadOnlyList<FeatureShape> Inputs => [new(4, 1, 1), new(2, 8, 10)];
}

public sealed class ResizeConformance : LayerConformance<NoPlugin>
{
    protected override IReadOnlyList<Layer> Layers =>
        [
            Resize.Nearest(2),
            Resize.Bilinear(2),
            Resize.Bilinear(2, alignCorners: true),
            new Resize(1.5, 0.5, Interpolation.Cubic, PixelPlaces.HalfPixel),
        ];
}

public sealed class GroupNormConformance : LayerConformance<NoPlugin>
{
    protected override IReadOnlyList<Layer> Layers =>
        [new GroupNorm(4, 1), new GroupNorm(4, 2, Affine: false), new GroupNorm(4, 4)];
}

public sealed class ChannelNormConformance : LayerConformance<NoPlugin>
{
    protected override IReadOnlyList<Layer> Layers => [new ChannelNorm(4), new ChannelNorm(4, Affine: false)];
}

public sealed class CutToFitConformance : LayerConformance<NoPlugin>
{
    protected override IReadOnlyList<Layer> Layers => [new FitTo(FitPlace.End), new FitTo(FitPlace.Center)];

    protected override IReadOnlyList<FeatureShape> Inputs => [new(4, 8, 10), new(2, 4, 5)];
}
