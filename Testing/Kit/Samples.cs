using GsFramework.Graph;
using GsFramework.Graph.Layers;
using static TorchSharp.torch;

namespace GsFramework.Testing.Kit;

/// <summary>Small networks, weights and images with which parts are checked. The same seed gives the same.</summary>
internal static class Samples
{
    /// <summary>An image-to-image generator with all that an architecture may have: strides, a residual block, an
    /// upsampling.</summary>
    public static NetworkGraph Generator() =>
        new GraphBuilder(inputChannels: 3)
            .Add("head", new Conv2d(3, 6, KernelSize: 3, Padding: 1))
            .Add("head_norm", new InstanceNorm2d(6, Affine: true))
            .Add("head_relu", new Activation(ActivationFunction.Relu))
            .Add("down", new Conv2d(6, 8, KernelSize: 3, Stride: 2, Padding: 1))
            .Add("down_norm", new InstanceNorm2d(8, Affine: false))
            .Add("trunk", new Activation(ActivationFunction.Relu))
            .Add("block_pad", Padding2d.Even(PaddingKind.Reflect, 1))
            .Add("block_1", new Conv2d(8, 8, KernelSize: 3))
            .Add("block_norm", new InstanceNorm2d(8, Affine: true))
            .Add("block_relu", new Activation(ActivationFunction.Relu))
            .Add("block_2", new Conv2d(8, 8, KernelSize: 3, Padding: 1))
            .Add("block_2_norm", new InstanceNorm2d(8, Affine: false))
            .Add("block", new Add(), "trunk", "block_2_norm")
            .Add("up", new ConvTranspose2d(8, 6, KernelSize: 3, Stride: 2, Padding: 1, OutputPadding: 1))
            .Add("up_norm", new InstanceNorm2d(6, Affine: true))
            .Add("up_relu", new Activation(ActivationFunction.Relu))
            .Add("tail", new Conv2d(6, 3, KernelSize: 3, Padding: 1))
            .Add("output", new Activation(ActivationFunction.Tanh))
            .Build();

    /// <summary>A classifier with as many logits.</summary>
    public static NetworkGraph Classifier(int classes) =>
        new GraphBuilder(inputChannels: 3)
            .Add("conv", new Conv2d(3, 8, KernelSize: 3, Padding: 1))
            .Add("norm", new InstanceNorm2d(8, Affine: true))
            .Add("relu", new Activation(ActivationFunction.Relu))
            .Add("mean", new GlobalAveragePool())
            .Add("classes", new Conv2d(8, classes, KernelSize: 1))
            .Build();

    /// <summary>A discriminator for images with that many channels, or logits.</summary>
    public static NetworkGraph Discriminator(FeatureShape image)
    {
        var isImage = image.Height * image.Width > 1;
        return new GraphBuilder(image.Channels)
            .Add(
                "first",
                new Conv2d(
                    image.Channels,
                    4,
                    KernelSize: isImage ? 3 : 1,
                    Stride: isImage ? 2 : 1,
                    Padding: isImage ? 1 : 0
                )
            )
            .Add("first_relu", new Activation(ActivationFunction.LeakyRelu, Slope: 0.2))
            .Add("second", new Conv2d(4, 6, KernelSize: isImage ? 3 : 1, Padding: isImage ? 1 : 0))
            .Add("second_relu", new Activation(ActivationFunction.LeakyRelu, Slope: 0.2))
            .Add("score", new Conv2d(6, 1, KernelSize: 1))
            .Build();
    }

    /// <summary>Weights as of a trained network: no activation explodes or vanishes, nothing is 0 or 1 by
    /// chance.</summary>
    public static WeightSet Weights(NetworkGraph graph, int seed)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator((ulong)seed, CPU);
        var weights = new WeightSet();
        foreach (var (name, node, parameter) in graph.Parameters())
        {
            var shape = parameter.Shape.ToArray();
            var noise = parameter.Role == ParameterRole.Buffer ? null : randn(shape, generator: random);
            weights.Add(
                name,
                parameter.Role switch
                {
                    ParameterRole.Weight => noise! / Math.Sqrt(Math.Max(1, parameter.Count / (double)shape[0])),
                    ParameterRole.Scale => (noise! * 0.2) + 1,
                    ParameterRole.Buffer => node.Layer.InitialBuffer(parameter),
                    _ => noise! * 0.1,
                }
            );
        }

        return weights;
    }

    /// <summary>Images (N, C, H, W) in [-1, 1].</summary>
    public static Tensor Images(int count, int channels, ImageSize size, int seed)
    {
        using var random = new Generator((ulong)seed, CPU);
        return (rand([count, channels, size.Height, size.Width], generator: random) * 2) - 1;
    }

    /// <summary>Images, or one-hot labels, as a network makes them.</summary>
    public static Tensor Targets(int count, FeatureShape shape, int seed)
    {
        if (shape.Height * shape.Width > 1)
        {
            return Images(count, shape.Channels, shape.Size, seed) * 0.8;
        }

        var labels = Enumerable.Range(0, count).Select(i => (long)((i + seed) % shape.Channels)).ToArray();
        return nn.functional.one_hot(tensor(labels), shape.Channels).to(float32).reshape(count, shape.Channels, 1, 1);
    }
}
