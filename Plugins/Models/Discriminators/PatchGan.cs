using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace GsFramework.Models.Discriminators;

/// <summary>Options of the PatchGAN discriminator.</summary>
public sealed record PatchGanOptions
{
    /// <summary>Channels after the first convolution, ndf.</summary>
    [Description("Channels after the first convolution (ndf).")]
    [Range(1, 1024)]
    public int Width { get; init; } = 64;

    /// <summary>Strided convolutions.</summary>
    [Description("Strided convolutions; 3 gives the 70x70 PatchGAN.")]
    [Range(1, 6)]
    public int Layers { get; init; } = 3;

    /// <summary>Channels of the judged image.</summary>
    [Description("Channels of the judged image.")]
    [Range(1, 16)]
    public int InputChannels { get; init; } = 3;
}

/// <summary>The PatchGAN of pix2pix and CycleGAN: one score a patch, norms without scale and shift, their
/// names.</summary>
public sealed class PatchGan(PatchGanOptions options) : IDiscriminatorFactory, IReadsCheckpoints
{
    /// <inheritdoc/>
    public NetworkGraph Create() => Layers(options.InputChannels, options.Width, options.Layers, affine: false).Build();

    /// <inheritdoc/>
    public CheckpointLayout Layout(IReadOnlyDictionary<string, IReadOnlyList<long>> shapes)
    {
        // Kernels are at 0, 2, 5, 8, …: the first, one for each strided layer, and the last.
        var layers = 0;
        while (Has(layers) || Has(layers + 1))
        {
            layers++;
        }

        return new CheckpointLayout(new PatchGan(options with { Layers = Math.Max(layers, 1) }).Create())
        {
            Options = StoredOptions.Of(
                ("layers", layers > 0 ? layers : null),
                ("width", StoredOptions.Size(shapes, "model.0.weight", 0)),
                ("inputChannels", StoredOptions.Size(shapes, "model.0.weight", 1))
            ),
        };

        // The kernel or the bias: one that is missing is to be reported as that, not to end the network.
        bool Has(int layer) =>
            (shapes.TryGetValue($"model.{(3 * layer) + 5}.weight", out var kernel) && kernel.Count == 4)
            || shapes.ContainsKey($"model.{(3 * layer) + 5}.bias");
    }

    internal static GraphBuilder Layers(int inputChannels, int width, int strided, bool affine)
    {
        var builder = new GraphBuilder(inputChannels);
        var index = 0;
        string Next() => $"model.{index++}";

        builder
            .Add(Next(), new Conv2d(inputChannels, width, KernelSize: 4, Stride: 2, Padding: 1))
            .Add(Next(), new Activation(ActivationFunction.LeakyRelu, Slope: 0.2));
        var channels = width;
        for (var layer = 1; layer <= strided; layer++)
        {
            var next = width * Math.Min(1 << layer, 8);
            builder
                .Add(Next(), new Conv2d(channels, next, KernelSize: 4, Stride: layer < strided ? 2 : 1, Padding: 1))
                .Add(Next(), new InstanceNorm2d(next, affine))
                .Add(Next(), new Activation(ActivationFunction.LeakyRelu, Slope: 0.2));
            channels = next;
        }

        return builder.Add(Next(), new Conv2d(channels, 1, KernelSize: 4, Padding: 1));
    }
}
