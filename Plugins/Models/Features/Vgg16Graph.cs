using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace GsFramework.Models.Features;

/// <summary>The convolutions of VGG16 (Simonyan and Zisserman, ICLR 2015) with the names of torchvision's file:
/// <c>features.0</c> … <c>features.29</c>.</summary>
internal static class Vgg16Graph
{
    private static readonly (int Width, int Count)[] _stages = [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)];

    private static readonly Dictionary<string, string> _nodes = [];
    private static readonly NetworkGraph _full = Build();

    /// <summary>The layers by the paper's names, relu1_1 to relu5_3.</summary>
    public static IReadOnlyCollection<string> Layers => _nodes.Keys;

    /// <summary>The node of a layer.</summary>
    public static string NodeOf(string layer) => _nodes[layer];

    /// <summary>The network up to and with a layer.</summary>
    public static NetworkGraph UpTo(string layer) =>
        new(3, [.. _full.Nodes.TakeWhile(node => node.Name != _nodes[layer]), _full[_nodes[layer]]]);

    private static NetworkGraph Build()
    {
        var builder = new GraphBuilder(inputChannels: 3);
        var (channels, index) = (3, 0);
        foreach (var (stage, (width, count)) in _stages.Index())
        {
            if (stage > 0)
            {
                builder.Add($"features.{index++}", new MaxPool2d(KernelSize: 2, Stride: 2));
            }

            for (var number = 1; number <= count; number++)
            {
                builder
                    .Add($"features.{index++}", new Conv2d(channels, width, KernelSize: 3, Padding: 1))
                    .Add($"features.{index++}", new Activation(ActivationFunction.Relu));
                _nodes.Add($"relu{stage + 1}_{number}", builder.Last);
                channels = width;
            }
        }

        return builder.Build();
    }
}
