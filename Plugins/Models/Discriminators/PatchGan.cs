using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Models.Layers;

namespace GsFramework.Models.Discriminators;

/// <summary>The PatchGAN of pix2pix and CycleGAN, and with blur that of CUT: one score a patch, instance norms without
/// scale and shift or batch norms, their names.</summary>
public sealed class PatchGan(PatchGanOptions options) : IDiscriminatorFactory, IReadsCheckpoints
{
    /// <inheritdoc/>
    public NetworkGraph Create() => Layers(options, affine: false).Build();

    /// <inheritdoc/>
    public CheckpointLayout Layout(IReadOnlyDictionary<string, IReadOnlyList<long>> shapes)
    {
        var blurs = StoredBlur.Has(shapes, StoredBlur.DownSize);
        var layers = blurs ? Count(BlurredLayer) : Count(StridedLayer);
        var found = options with
        {
            Layers = Math.Max(layers, 1),
            Antialias = blurs,
        };
        var (layout, norm) = StoredNorms.Read(
            kind => new PatchGan(found with { Norm = kind }).Create(),
            new Dictionary<string, string>(),
            shapes
        );
        var known = StoredOptions.Of(
            ("layers", layers > 0 ? layers : null),
            ("width", StoredOptions.Size(shapes, "model.0.weight", 0)),
            ("inputChannels", StoredOptions.Size(shapes, "model.0.weight", 1))
        );
        known["norm"] = StoredOptions.Text(norm);
        known["antialias"] = blurs ? "true" : "false";
        return layout with { Options = known };

        static int Count(Func<int, bool> has)
        {
            var count = 0;
            while (has(count) || has(count + 1))
            {
                count++;
            }

            return count;
        }

        // Kernels are at 0, 2, 5, 8, …: the first, one for each strided layer, and the last. Kernel or bias: one that
        // is missing is to be reported as that, not to end the network.
        bool StridedLayer(int layer) => IsKernel((3 * layer) + 5) || Has((3 * layer) + 5, "bias");

        // Or at 0, 3, 7, 11, …, with a norm behind all but the first and the last.
        bool BlurredLayer(int layer) =>
            IsKernel((4 * layer) + 3) || Has((4 * layer) + 3, "bias") || Has((4 * layer) + 4, "running_mean");

        bool IsKernel(int place) =>
            shapes.TryGetValue($"model.{place}.weight", out var kernel) && kernel.Count == 4;

        bool Has(int place, string tensor) => shapes.ContainsKey($"model.{place}.{tensor}");
    }

    /// <summary>The layers up to a score for each patch.</summary>
    /// <param name="options">The options.</param>
    /// <param name="affine">True for instance norms with scale and shift.</param>
    internal static GraphBuilder Layers(PatchGanOptions options, bool affine)
    {
        var (width, bias) = (options.Width, options.Norm.HasBias());
        var builder = new GraphBuilder(options.InputChannels);
        var index = 0;
        string Next() => $"model.{index++}";

        Convolve(options.InputChannels, width, isHalved: true, hasBias: true);
        Activate(width, isHalved: true);
        var channels = width;
        for (var layer = 1; layer <= options.Layers; layer++)
        {
            var (next, isHalved) = (width * (1 << Math.Min(layer, 3)), layer < options.Layers);
            Convolve(channels, next, isHalved, bias);
            builder.Add(Next(), options.Norm.Create(next, affine));
            Activate(next, isHalved);
            channels = next;
        }

        return builder.Add(Next(), new Conv2d(channels, 1, KernelSize: 4, Padding: 1));

        void Convolve(int from, int to, bool isHalved, bool hasBias)
        {
            var stride = isHalved && !options.Antialias ? 2 : 1;
            builder.Add(Next(), new Conv2d(from, to, KernelSize: 4, Stride: stride, Padding: 1, Bias: hasBias));
        }

        void Activate(int count, bool isHalved)
        {
            builder.Add(Next(), new Activation(ActivationFunction.LeakyRelu, Slope: 0.2));
            if (isHalved && options.Antialias)
            {
                builder.Add(Next(), new BlurDownsample(count));
            }
        }
    }
}
