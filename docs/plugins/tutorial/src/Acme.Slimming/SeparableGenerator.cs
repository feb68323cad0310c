using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Models;

namespace Acme.Slimming;

/// <summary>Options of the separable generator.</summary>
public sealed record SeparableOptions
{
    /// <summary>Channels of the trunk.</summary>
    [Description("Channels of the trunk; the blocks are four times as wide inside.")]
    [Range(1, 512)]
    public int Width { get; init; } = 32;

    /// <summary>Blocks.</summary>
    [Description("Blocks.")]
    [Range(0, 64)]
    public int Blocks { get; init; } = 6;
}

/// <summary>
/// A generator of inverted residual blocks (MobileNetV2): in each a 1x1 convolution to four times the channels, a depthwise 3x3
/// convolution, and a 1x1 convolution back, whose output is added to what went in.
/// </summary>
public sealed class SeparableGenerator(SeparableOptions options) : IGeneratorFactory
{
    /// <inheritdoc/>
    public NetworkGraph Create()
    {
        var width = options.Width;
        var builder = new GraphBuilder(inputChannels: 3)
            .Add("stem.conv", new Conv2d(3, width, KernelSize: 4, Stride: 2, Padding: 1))
            .Add("stem.relu", new Activation(ActivationFunction.Relu));
        for (var block = 0; block < options.Blocks; block++)
        {
            Block($"blocks.{block}", builder.Last);
        }

        return builder
            .Add("head.conv", new Conv2d(width, 3 * 4, KernelSize: 3, Padding: 1))
            .Add("head.shuffle", new DepthToSpace(Factor: 2))
            .Add("head.tanh", new Activation(ActivationFunction.Tanh))
            .Build();

        // The norm's γ prunes the inner channels: those of the convolution before it, of the depthwise one, and after it.
        void Block(string name, string trunk) => builder
            .Add($"{name}.expand", new Conv2d(width, 4 * width, KernelSize: 1))
            .Add($"{name}.relu", new Activation(ActivationFunction.Relu6))
            .Add($"{name}.depthwise", new Conv2d(4 * width, 4 * width, KernelSize: 3, Padding: 1, Groups: 4 * width))
            .Add($"{name}.norm", new InstanceNorm2d(4 * width, Affine: true))
            .Add($"{name}.relu2", new Activation(ActivationFunction.Relu6))
            .Add($"{name}.project", new Conv2d(4 * width, width, KernelSize: 1))
            .Add($"{name}.add", new Add(), trunk, $"{name}.project");
    }
}
