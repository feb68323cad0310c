using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Models;

namespace Fixtures.Pipeline;

/// <summary>How large outputs are.</summary>
public enum Resizing
{
    /// <summary>Twice as large as inputs.</summary>
    Double,

    /// <summary>Half as large.</summary>
    Half,

    /// <summary>Half as large again.</summary>
    ThreeHalves,

    /// <summary>Two pixels smaller, whatever the size.</summary>
    Border,
}

public sealed record ResizingOptions
{
    public Resizing Size { get; init; } = Resizing.Double;
}

/// <summary>A tiny generator whose outputs have another size than its inputs. Its norms know nothing of the whole
/// image, so that tiles can be the same as the whole.</summary>
public sealed class ResizingGenerator(ResizingOptions options) : IGeneratorFactory
{
    private const int Width = 8;

    public NetworkGraph Create()
    {
        var isHalved = options.Size is Resizing.Half or Resizing.ThreeHalves;
        var factor = options.Size switch
        {
            Resizing.Double => 2,
            Resizing.ThreeHalves => 3,
            _ => 1,
        };
        var builder = new GraphBuilder(inputChannels: 3)
            .Add(
                "head",
                isHalved
                    ? new Conv2d(3, Width, KernelSize: 4, Stride: 2, Padding: 1)
                    : new Conv2d(3, Width, KernelSize: 3, Padding: options.Size == Resizing.Border ? 0 : 1)
            )
            .Add("norm1", new BatchNorm2d(Width))
            .Add("relu1", new Activation(ActivationFunction.Relu))
            .Add("body", new Conv2d(Width, Width, KernelSize: 3, Padding: 1))
            .Add("norm2", new BatchNorm2d(Width))
            .Add("relu2", new Activation(ActivationFunction.Relu))
            .Add("tail", new Conv2d(Width, 3 * factor * factor, KernelSize: 3, Padding: 1));
        if (factor > 1)
        {
            builder.Add("shuffle", new DepthToSpace(factor));
        }

        return builder.Add("tanh", new Activation(ActivationFunction.Tanh)).Build();
    }
}
