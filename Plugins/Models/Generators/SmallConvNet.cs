using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace GsFramework.Models.Generators;

/// <summary>Options of the small convolutional classifier.</summary>
public sealed record SmallConvNetOptions
{
    /// <summary>Channels of the first convolution; the second has twice, the third four times as many.</summary>
    [Description("Channels of the first convolution; the second has twice, the third four times as many.")]
    [Range(1, 1024)]
    public int Width { get; init; } = 16;

    /// <summary>K, the classes.</summary>
    [Description("Classes.")]
    [Range(2, 100000)]
    public int Classes { get; init; } = 10;

    /// <summary>Channels of the images.</summary>
    [Description("Channels of the images: 1 for grey, 3 for colour.")]
    [Range(1, 3)]
    public int InputChannels { get; init; } = 1;
}

/// <summary>
/// A small classifier: three 3x3 convolutions with batch norm, halved in size between them, the mean over all pixels
/// and a 1x1 convolution to logits (K, 1, 1). Every norm has a γ by which channels can be pruned.
/// </summary>
public sealed class SmallConvNet(SmallConvNetOptions options) : IGeneratorFactory
{
    /// <inheritdoc/>
    public NetworkGraph Create()
    {
        var width = options.Width;
        var builder = new GraphBuilder(options.InputChannels);
        Unit(1, options.InputChannels, width);
        builder.Add("pool1", new MaxPool2d(KernelSize: 2, Stride: 2));
        Unit(2, width, 2 * width);
        builder.Add("pool2", new MaxPool2d(KernelSize: 2, Stride: 2));
        Unit(3, 2 * width, 4 * width);
        return builder
            .Add("mean", new GlobalAveragePool())
            .Add("classes", new Conv2d(4 * width, options.Classes, KernelSize: 1))
            .Build();

        void Unit(int number, int from, int to) =>
            builder
                .Add($"conv{number}", new Conv2d(from, to, KernelSize: 3, Padding: 1, Bias: false))
                .Add($"norm{number}", new BatchNorm2d(to))
                .Add($"relu{number}", new Activation(ActivationFunction.Relu));
    }
}
