using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace GsFramework.Models.Discriminators;

/// <summary>Options of the CartoonGAN discriminator.</summary>
public sealed record CartoonGanDiscriminatorOptions
{
    /// <summary>Channels after the first convolution, ndf.</summary>
    [Description("Channels after the first convolution (ndf).")]
    [Range(1, 1024)]
    public int Width { get; init; } = 32;
}

/// <summary>
/// The discriminator of CartoonGAN (Chen, Lai, Liu, CVPR 2018) with the parameter names of the common PyTorch port:
/// shallow, since it judges strokes and edges, one score for every 4x4 pixels. No sigmoid: that is the adversarial
/// loss's.
/// </summary>
public sealed class CartoonGanDiscriminator(CartoonGanDiscriminatorOptions options) : IDiscriminatorFactory
{
    /// <inheritdoc/>
    public NetworkGraph Create()
    {
        var width = options.Width;
        var builder = new GraphBuilder(inputChannels: 3);
        var index = 0;
        string Next() => $"convs.{index++}";

        Unit(3, width, stride: 1, norm: false);
        Unit(width, 2 * width, stride: 2, norm: false);
        Unit(2 * width, 4 * width, stride: 1, norm: true);
        Unit(4 * width, 4 * width, stride: 2, norm: false);
        Unit(4 * width, 8 * width, stride: 1, norm: true);
        Unit(8 * width, 8 * width, stride: 1, norm: true);
        return builder.Add(Next(), new Conv2d(8 * width, 1, KernelSize: 3, Padding: 1)).Build();

        void Unit(int from, int to, int stride, bool norm)
        {
            builder.Add(Next(), new Conv2d(from, to, KernelSize: 3, Stride: stride, Padding: 1));
            if (norm)
            {
                builder.Add(Next(), new InstanceNorm2d(to, Affine: false));
            }

            builder.Add(Next(), new Activation(ActivationFunction.LeakyRelu, Slope: 0.2));
        }
    }
}
