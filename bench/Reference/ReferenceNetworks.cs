using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GsFramework.Bench.Reference;

/// <summary>
/// Generator and discriminator of GAN Slimming out of TorchSharp's own modules, in fp32, with the names of the
/// official code, so that the weights of the product's graphs fit.
/// </summary>
internal static class ReferenceNetworks
{
    /// <summary>c7s1-w, d2w, d4w, R4w × blocks, u2w, uw, c7s1-3, tanh.</summary>
    /// <param name="width">w.</param>
    /// <param name="blocks">Residual blocks.</param>
    /// <param name="quantized">True for the official quantisers of 8 bits.</param>
    public static Sequential Generator(int width, int blocks, bool quantized)
    {
        var layers = new List<nn.Module<Tensor, Tensor>>
        {
            nn.ReflectionPad2d(3),
            Convolution(3, width, kernel: 7, quantized, seesImage: true),
            nn.InstanceNorm2d(width, affine: true),
            nn.ReLU(inplace: true),
            Convolution(width, 2 * width, kernel: 3, quantized, stride: 2, padding: 1),
            nn.InstanceNorm2d(2 * width, affine: true),
            nn.ReLU(inplace: true),
            Convolution(2 * width, 4 * width, kernel: 3, quantized, stride: 2, padding: 1),
            nn.InstanceNorm2d(4 * width),
            nn.ReLU(inplace: true),
        };
        for (var block = 0; block < blocks; block++)
        {
            layers.Add(Block(4 * width, quantized));
        }

        foreach (var channels in new[] { 4 * width, 2 * width })
        {
            layers.Add(Transposed(channels, channels / 2, quantized));
            layers.Add(nn.InstanceNorm2d(channels / 2, affine: true));
            layers.Add(nn.ReLU(inplace: true));
        }

        layers.Add(nn.ReflectionPad2d(3));
        layers.Add(Convolution(width, 3, kernel: 7, quantized));
        layers.Add(nn.Tanh());
        return nn.Sequential(layers.ToArray());
    }

    /// <summary>The PatchGAN 64-128-256-512, up to a score for each patch.</summary>
    public static Sequential Discriminator()
    {
        var layers = new List<nn.Module<Tensor, Tensor>>
        {
            nn.Conv2d(3, 64, 4, stride: 2, padding: 1),
            nn.LeakyReLU(0.2, inplace: true),
        };
        foreach (var (from, to, stride) in new[] { (64, 128, 2), (128, 256, 2), (256, 512, 1) })
        {
            layers.Add(nn.Conv2d(from, to, 4, stride: stride, padding: 1));
            layers.Add(nn.InstanceNorm2d(to, affine: true));
            layers.Add(nn.LeakyReLU(0.2, inplace: true));
        }

        layers.Add(nn.Conv2d(512, 1, 4, padding: 1));
        return nn.Sequential(layers.ToArray());
    }

    /// <summary>Copies weights that have the official names, <c>model.1.weight</c>.</summary>
    /// <param name="network">A network of this class.</param>
    /// <param name="weights">A tensor for each of its parameters.</param>
    public static void Load(Sequential network, IReadOnlyDictionary<string, Tensor> weights)
    {
        using var noGrad = no_grad();
        foreach (var (name, parameter) in network.named_parameters())
        {
            parameter.copy_(weights[$"model.{name}"]);
        }
    }

    private static ResidualBlock Block(int width, bool quantized) =>
        new(
            nn.Sequential(
                nn.ReflectionPad2d(1),
                Convolution(width, width, kernel: 3, quantized),
                nn.InstanceNorm2d(width, affine: true),
                nn.ReLU(inplace: true),
                nn.ReflectionPad2d(1),
                Convolution(width, width, kernel: 3, quantized),
                nn.InstanceNorm2d(width)
            )
        );

    private static nn.Module<Tensor, Tensor> Convolution(
        int from,
        int to,
        int kernel,
        bool quantized,
        int stride = 1,
        int padding = 0,
        bool seesImage = false
    )
    {
        var plain = nn.Conv2d(from, to, kernel, stride: stride, padding: padding);
        return quantized
            ? new QuantizedConvolution(
                plain.weight!,
                plain.bias!,
                (x, weight, bias) =>
                    nn.functional.conv2d(x, weight, bias, [stride, stride], [padding, padding], [1, 1]),
                !seesImage
            )
            : plain;
    }

    private static nn.Module<Tensor, Tensor> Transposed(int from, int to, bool quantized)
    {
        var plain = nn.ConvTranspose2d(from, to, 3, stride: 2, padding: 1, output_padding: 1);
        return quantized
            ? new QuantizedConvolution(
                plain.weight!,
                plain.bias!,
                (x, weight, bias) =>
                    nn.functional.conv_transpose2d(
                        x,
                        weight,
                        bias,
                        strides: [2, 2],
                        padding: [1, 1],
                        output_padding: [1, 1]
                    ),
                quantizesInput: true
            )
            : plain;
    }
}
