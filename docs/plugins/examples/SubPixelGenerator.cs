using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Models;

namespace HowTo;

public sealed record SubPixelOptions
{
    [Description("Channels of the trunk.")]
    [Range(1, 1024)]
    public int Width { get; init; } = 32;

    [Description("Residual blocks.")]
    [Range(0, 64)]
    public int Blocks { get; init; } = 4;
}

/// <summary>A generator that works at half of the resolution and ends with a pixel shuffle.</summary>
public sealed class SubPixelGenerator(SubPixelOptions options) : IGeneratorFactory
{
    public NetworkGraph Create()
    {
        var width = options.Width;
        var builder = new GraphBuilder(inputChannels: 3)
            .Add("down.conv", new Conv2d(3, width, KernelSize: 4, Stride: 2, Padding: 1))
            .Add("down.relu", new Activation(ActivationFunction.Relu));
        for (var block = 0; block < options.Blocks; block++)
        {
            var trunk = builder.Last;
            builder
                .Add($"block{block}.conv1", new Conv2d(width, width, KernelSize: 3, Padding: 1))
                .Add($"block{block}.norm", new InstanceNorm2d(width, Affine: true))
                .Add($"block{block}.relu", new Activation(ActivationFunction.Relu))
                .Add($"block{block}.conv2", new Conv2d(width, width, KernelSize: 3, Padding: 1))
                .Add($"block{block}.add", new Add(), trunk, builder.Last);
        }

        return builder
            .Add("up.conv", new Conv2d(width, 3 * 4, KernelSize: 3, Padding: 1))
            .Add("up.shuffle", new DepthToSpace(Factor: 2))
            .Add("up.tanh", new Activation(ActivationFunction.Tanh))
            .Build();
    }
}
