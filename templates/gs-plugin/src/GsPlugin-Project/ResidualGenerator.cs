using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Models;

namespace GsPluginNamespace;

/// <summary>
/// A small residual encoder and decoder for images (3, H, W) of even sides, with w = width:
/// <code>
/// c3-w, d3-2w, R2w × blocks, c3-4w, pixel shuffle, c3-3, tanh
/// </code>
/// The host trains, prunes, quantises, counts and exports whatever a graph describes, so there is nothing of that here.
/// </summary>
/// <remarks>
/// Channels are pruned where a norm has a trained scale (<c>Affine: true</c>). Where the trunk of the residual blocks
/// is written, norms have none: all blocks add to the same channels, so none of these could be spared alone.
/// </remarks>
public sealed class ResidualGenerator(ResidualGeneratorOptions options) : IGeneratorFactory
{
    /// <summary>The generator's name: the <c>kind</c> of <c>model.generator</c>.</summary>
    public const string Key = "gs-plugin-key-residual";

    private const int Colors = 3;

    /// <inheritdoc/>
    public NetworkGraph Create()
    {
        var (width, trunk) = (options.Width, 2 * options.Width);
        var builder = new GraphBuilder(Colors);
        Unit("stem", new Conv2d(Colors, width, KernelSize: 3, Padding: 1), width, affine: true);
        Unit("down", new Conv2d(width, trunk, KernelSize: 3, Stride: 2, Padding: 1), trunk, affine: false);
        for (var i = 0; i < options.Blocks; i++)
        {
            Block($"blocks.{i}", trunk);
        }

        builder
            .Add("up.conv", new Conv2d(trunk, 4 * width, KernelSize: 3, Padding: 1))
            .Add("up.shuffle", new DepthToSpace(2))
            .Add("up.norm", new InstanceNorm2d(width, Affine: true))
            .Add("up.relu", new Activation(ActivationFunction.Relu));
        return builder
            .Add("head.conv", new Conv2d(width, Colors, KernelSize: 3, Padding: 1))
            .Add("head.tanh", new Activation(ActivationFunction.Tanh))
            .Build();

        void Unit(string name, Conv2d convolution, int channels, bool affine) => builder
            .Add($"{name}.conv", convolution)
            .Add($"{name}.norm", new InstanceNorm2d(channels, affine))
            .Add($"{name}.relu", new Activation(ActivationFunction.Relu));

        void Block(string name, int channels)
        {
            var input = builder.Last;
            Unit($"{name}.first", new Conv2d(channels, channels, KernelSize: 3, Padding: 1), channels, affine: true);
            builder
                .Add($"{name}.second.conv", new Conv2d(channels, channels, KernelSize: 3, Padding: 1))
                .Add($"{name}.second.norm", new InstanceNorm2d(channels, Affine: false))
                .Add(name, new Add(), input, $"{name}.second.norm");
        }
    }
}
