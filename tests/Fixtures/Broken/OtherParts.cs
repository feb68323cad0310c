using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Data;
using GsFramework.Features;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Losses;
using GsFramework.Methods;
using GsFramework.Models;
using GsFramework.Terms;
using static TorchSharp.torch;

namespace Fixtures.Broken;

public sealed record OutOfRangeOptions
{
    [Description("How much.")]
    [Range(1, 8)]
    public int Reach { get; init; }
}

public sealed class OutOfRangeTerm : ICompressionTerm
{
    public double Weight => 1;

    public Tensor? Loss(StepContext step) => null;
}

public enum GeneratorFault
{
    Throws,
    Nothing,
    Inconsistent,
    Layer,
    Channels,
    Unregistered,
    Shape,
    Gradient,
}

public sealed record BrokenGeneratorOptions
{
    public GeneratorFault Fault { get; init; }
}

public sealed class BrokenGenerator(BrokenGeneratorOptions options) : IGeneratorFactory
{
    public NetworkGraph Create() =>
        options.Fault switch
        {
            GeneratorFault.Nothing => null!,
            GeneratorFault.Inconsistent => new NetworkGraph(
                3,
                [new GraphNode("model.0", new Conv2d(3, 3, 1), ["nowhere"])]
            ),
            GeneratorFault.Layer => new NetworkGraph(
                3,
                [
                    new GraphNode("model.0", new Conv2d(3, 3, 1), [NetworkGraph.InputName]),
                    new GraphNode("model.1", new BrokenLayer(), ["model.0"]),
                ]
            ),
            GeneratorFault.Unregistered => new GraphBuilder(inputChannels: 3)
                .Add("conv", new Conv2d(3, 3, KernelSize: 3, Padding: 1))
                .Add("loose", new LooseLayer())
                .Build(),
            GeneratorFault.Shape => WithLast(new LyingLayer()),
            GeneratorFault.Gradient => WithLast(new RootLayer()),
            GeneratorFault.Channels => new GraphBuilder(inputChannels: 3)
                .Add("down", new Conv2d(3, 8, KernelSize: 7))
                .Add("norm", new InstanceNorm2d(16, Affine: true))
                .Build(),
            _ => throw new InvalidOperationException("no idea of a network"),
        };

    private static NetworkGraph WithLast(Layer layer) =>
        new GraphBuilder(inputChannels: 3)
            .Add("conv", new Conv2d(3, 3, KernelSize: 3, Padding: 1))
            .Add("last", layer)
            .Build();
}

/// <summary>Computes less than it says.</summary>
[LayerKind("lying")]
public sealed record LyingLayer : Layer
{
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) => inputs[0].narrow(3, 0, 8);

    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) => inputs[0];

    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => inputs[0];
}

/// <summary>Has a value everywhere and a gradient nowhere.</summary>
[LayerKind("root")]
public sealed record RootLayer : Layer
{
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) =>
        inputs[0] + (inputs[0] * 0).sqrt();

    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) => inputs[0];

    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => inputs[0];
}

/// <summary>Nothing is wrong with it but that the module does not register it.</summary>
[LayerKind("loose")]
public sealed record LooseLayer : Layer
{
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) => inputs[0] * 1;

    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) => inputs[0];

    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => inputs[0];
}

[LayerKind("broken-layer")]
public sealed record BrokenLayer : Layer
{
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) =>
        throw new InvalidOperationException("it computes nothing");

    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) => inputs[0];

    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => inputs[0];
}

public sealed record BrokenDistanceOptions
{
    public bool Throws { get; init; }
}

public sealed class BrokenDistance(BrokenDistanceOptions options) : IImageDistance
{
    public Tensor Distance(Tensor image, Tensor reference) =>
        options.Throws ? throw new InvalidOperationException("too far") : (image - reference).abs().mean([1, 2, 3]);
}

/// <summary>The root of a mean square, without the constant that keeps it away from 0.</summary>
public sealed class RootDistance : IImageDistance
{
    public Tensor Distance(Tensor image, Tensor reference) => ((image - reference) * 0).square().mean().sqrt();
}

/// <summary>Keeps something between calls, which no checkpoint holds.</summary>
public sealed class CountingLoss : IAdversarialLoss
{
    private double _calls;

    public Tensor ForGenerator(Tensor fakeScores) => (fakeScores - 1).square().mean() + (0.1 * ++_calls);

    public Tensor ForDiscriminator(Tensor realScores, Tensor fakeScores) =>
        ((realScores - 1).square().mean() + fakeScores.square().mean()) / 2;
}

public sealed class BrokenLoss : IAdversarialLoss
{
    public Tensor ForGenerator(Tensor fakeScores) => throw new NotSupportedException("no game today");

    public Tensor ForDiscriminator(Tensor realScores, Tensor fakeScores) => realScores.mean();
}

public sealed record BrokenMethodOptions
{
    public bool ReturnsNothing { get; init; }
}

public sealed class BrokenMethod(BrokenMethodOptions options) : ICompressionMethod
{
    public PrunedNetwork Compress(MethodContext context) =>
        options.ReturnsNothing ? null! : throw new InvalidOperationException("the search found nothing");
}

public sealed class BrokenExtractor : IFeatureExtractor
{
    public string Identity => "broken";

    public IReadOnlyList<Tensor> Maps(Tensor images) => [images.mean()];

    public Tensor Vectors(Tensor images) => throw new InvalidOperationException("nothing to see");

    public void Dispose() { }
}

public sealed class BrokenImages : IImageSource
{
    public IImageDataset Open(Split split, Domain domain) => throw new InvalidOperationException("the camera is off");
}
