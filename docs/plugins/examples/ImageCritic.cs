using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Models;

namespace HowTo;

public sealed record ImageCriticOptions
{
    [Description("Channels after the first convolution; each further one has twice as many.")]
    [Range(1, 512)]
    public int Width { get; init; } = 32;
}

/// <summary>Three strided convolutions and one score for the whole image.</summary>
public sealed class ImageCritic(ImageCriticOptions options) : IDiscriminatorFactory
{
    public NetworkGraph Create()
    {
        var builder = new GraphBuilder(inputChannels: 3);
        var channels = 3;
        for (var layer = 0; layer < 3; layer++)
        {
            var next = options.Width << layer;
            builder
                .Add($"conv{layer}", new Conv2d(channels, next, KernelSize: 4, Stride: 2, Padding: 1))
                .Add($"relu{layer}", new Activation(ActivationFunction.LeakyRelu, Slope: 0.2));
            channels = next;
        }

        return builder
            .Add("mean", new GlobalAveragePool())
            .Add("score", new Conv2d(channels, 1, KernelSize: 1))
            .Build();
    }
}
