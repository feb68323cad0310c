using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Models;
using GsFramework.Models.Layers;
using GsFramework.Testing;

namespace GsFramework.Tests.Conformance;

public sealed class Conv2dConformance : LayerConformance<NoPlugin>
{
    protected override IReadOnlyList<Layer> Layers =>
        [
            new Conv2d(4, 6, KernelSize: 3, Stride: 2, Padding: 1),
            new Conv2d(4, 5, KernelSize: 1, Bias: false),
            new Conv2d(4, 6, KernelSize: 3, Groups: 2),
            new Conv2d(4, 4, KernelSize: 3, Padding: 1, Groups: 4),
            new Conv2d(4, 4, KernelSize: 3, Padding: 1, Groups: 4, Bias: false, Fixed: true),
            new Conv2d(4, 6, KernelSize: 3, Dilation: 2, KernelWidth: 1),
        ];
}

public sealed class ConvTranspose2dConformance : LayerConformance<NoPlugin>
{
    protected override IReadOnlyList<Layer> Layers =>
        [
            new ConvTranspose2d(4, 6, KernelSize: 3, Stride: 2, Padding: 1, OutputPadding: 1),
            new ConvTranspose2d(4, 3, KernelSize: 2, Stride: 2, Bias: false),
            new ConvTranspose2d(4, 4, KernelSize: 4, Stride: 2, Padding: 1, Groups: 4),
        ];
}

public sealed class InstanceNorm2dConformance : LayerConformance<NoPlugin>
{
    protected override IReadOnlyList<Layer> Layers =>
        [new InstanceNorm2d(4, Affine: true), new InstanceNorm2d(4, Affine: false, Epsilon: 1e-3)];
}

public sealed class BatchNorm2dConformance : LayerConformance<NoPlugin>
{
    protected override IReadOnlyList<Layer> Layers => [new BatchNorm2d(4)];
}

public sealed class ActivationConformance : LayerConformance<NoPlugin>
{
    // No number for some inputs.
    private static readonly ActivationFunction[] _partial =
    [
        ActivationFunction.Log,
        ActivationFunction.Sqrt,
        ActivationFunction.Reciprocal,
    ];

    protected override IReadOnlyList<Layer> Layers =>
        [
            .. Enum.GetValues<ActivationFunction>()
                .Except(_partial)
                .Select(static function => new Activation(
                    function,
                    Slope: function is ActivationFunction.LeakyRelu or ActivationFunction.Elu ? 0.2 : 0
                )),
        ];
}

public sealed class Padding2dConformance : LayerConformance<NoPlugin>
{
    protected override IReadOnlyList<Layer> Layers =>
        [
            Padding2d.Even(PaddingKind.Reflect, 2),
            new Padding2d(PaddingKind.Zero, 1, 0, 3, 2),
            new Padding2d(PaddingKind.Replicate, 1, 0, 3, 2),
            new Padding2d(PaddingKind.Circular, 1, 0, 3, 2),
        ];
}

public sealed class AddConformance : LayerConformance<NoPlugin>
{
    protected override IReadOnlyList<Layer> Layers => [new Add()];

    protected override IReadOnlyList<FeatureShape> Inputs => [new(4, 8, 10), new(4, 8, 10), new(4, 8, 10)];
}

public sealed class ConcatConformance : LayerConformance<NoPlugin>
{
    protected override IReadOnlyList<Layer> Layers => [new Concat()];

    protected override IReadOnlyList<FeatureShape> Inputs => [new(4, 8, 10), new(2, 8, 10)];
}

public sealed class RowShuffleConformance : LayerConformance<NoPlugin>
{
    protected override IReadOnlyList<Layer> Layers => [new RowShuffle(1, Factor: 2), new RowShuffle(4, Factor: 1)];
}

public sealed class DepthToSpaceConformance : LayerConformance<NoPlugin>
{
    protected override IReadOnlyList<Layer> Layers => [new DepthToSpace(Factor: 2)];

    protected override IReadOnlyList<FeatureShape> Inputs => [new(8, 6, 5)];
}

public sealed class GlobalAveragePoolConformance : LayerConformance<NoPlugin>
{
    protected override IReadOnlyList<Layer> Layers => [new GlobalAveragePool()];
}

public sealed class MaxPool2dConformance : LayerConformance<NoPlugin>
{
    protected override IReadOnlyList<Layer> Layers =>
        [new MaxPool2d(KernelSize: 2, Stride: 2), new MaxPool2d(KernelSize: 3, Stride: 1, Padding: 1)];
}

public sealed class ChannelShiftConformance : LayerConformance<NoPlugin>
{
    protected override IReadOnlyList<Layer> Layers => [new ChannelShift(4)];
}

public sealed class ClampQuantizerConformance : LayerConformance<NoPlugin>
{
    protected override IReadOnlyList<Layer> Layers =>
        [new ClampQuantizer(Bits: 8, Max: 4), new ClampQuantizer(Bits: 3, Max: 1.5)];
}

public sealed class AffineQuantizerConformance : LayerConformance<NoPlugin>
{
    protected override IReadOnlyList<Layer> Layers => [new AffineQuantizer(Bits: 8), new AffineQuantizer(Bits: 4)];
}

public sealed class BlurDownsampleConformance : LayerConformance<ModelsModule>
{
    protected override IReadOnlyList<Layer> Layers => [new BlurDownsample(4)];

    protected override IReadOnlyList<FeatureShape> Inputs => [new(4, 7, 10)];
}

public sealed class BlurUpsampleConformance : LayerConformance<ModelsModule>
{
    protected override IReadOnlyList<Layer> Layers => [new BlurUpsample(4)];

    // Of the 16 taps, 4 meet a pixel that is no zero in between.
    protected override long ExpectedMacs(Layer layer, IReadOnlyList<FeatureShape> inputs, FeatureShape output) =>
        4L * output.Channels * output.Height * output.Width;
}
