using GsFramework.Data;
using GsFramework.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.CoEvolution;

/// <summary>
/// One direction of the translation: its dense generator G, the discriminator D of its outputs, and the validation
/// images x on which a smaller generator Ĝ is measured,
/// <code>
/// L = mean_x [ MSE(D(Ĝ(x)), D(G(x))) + λ·|Ĝ'(Ĝ(x)) - x| ]
/// </code>
/// with a smaller generator Ĝ' of the other direction.
/// </summary>
internal sealed class Direction : IDisposable
{
    private const int BatchSize = 8;

    private readonly WeightSet _weights;
    private readonly List<(Tensor Images, Tensor Judged)> _batches = [];

    /// <summary>Reads the validation images and lets D judge what G makes of them.</summary>
    /// <param name="teacher">G.</param>
    /// <param name="discriminator">D.</param>
    /// <param name="domain">Where G's inputs come from.</param>
    /// <param name="images">The images.</param>
    /// <param name="size">The size of the images.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="UserException">There are no validation images, or the channels cannot be pruned as
    /// asked.</exception>
    public Direction(
        GraphModule teacher,
        GraphModule discriminator,
        Domain domain,
        IImageSource images,
        ImageSize size,
        CoEvolutionOptions options
    )
    {
        (Teacher, Discriminator, Domain) = (teacher, discriminator, domain);
        Code = new ChannelCode(teacher, options.Encoding, size);
        Breeding = new Breeding(options, new Repair(Code, options.TargetMacRatio));
        _weights = teacher.CopyWeights();
        OneThreadEach.Run(1, atOnce: 1, _ => Judge(images.Open(Split.Validation, domain), options.ValidationImages));
    }

    public GraphModule Teacher { get; }

    public GraphModule Discriminator { get; }

    public Domain Domain { get; }

    public ChannelCode Code { get; }

    public Breeding Breeding { get; }

    /// <summary>The compact network of an individual with the dense generator's weights. The caller disposes its
    /// weights.</summary>
    public PrunedNetwork Prune(bool[] bits)
    {
        using var masked = _weights.Clone();
        GraphPruning.Mask(Code.Map, masked, Code.Kept(bits));
        return GraphPruning.Prune(Code.Map.Graph, masked);
    }

    /// <summary>The same as a live network in evaluation mode.</summary>
    public GraphModule Build(bool[] bits)
    {
        var network = Prune(bits);
        using var weights = network.Weights;
        var live = new GraphModule(network.Graph, weights, Teacher.Device) { BFloat16 = Teacher.BFloat16 };
        live.eval();
        return live;
    }

    /// <summary>L; infinite where an output is no number.</summary>
    /// <param name="generator">Ĝ, in evaluation mode.</param>
    /// <param name="partner">Ĝ', in evaluation mode, or null to leave the cycle out.</param>
    /// <param name="cycleWeight">λ.</param>
    public double Loss(GraphModule generator, GraphModule? partner, double cycleWeight)
    {
        using var noGrad = no_grad();
        var (sum, count) = (0.0, 0L);
        foreach (var (images, judged) in _batches)
        {
            using var scope = NewDisposeScope();
            var fake = generator.forward(images);
            var loss = (double)(Discriminator.forward(fake) - judged).square().mean().item<float>();
            if (partner is not null)
            {
                loss += cycleWeight * (partner.forward(fake) - images).abs().mean().item<float>();
            }

            sum += loss * images.shape[0];
            count += images.shape[0];
        }

        return double.IsFinite(sum) ? sum / count : double.PositiveInfinity;
    }

    public void Dispose()
    {
        _weights.Dispose();
        foreach (var (images, judged) in _batches)
        {
            images.Dispose();
            judged.Dispose();
        }
    }

    private void Judge(IImageDataset images, int most)
    {
        if (images.Count == 0)
        {
            throw new UserException(
                $"The method 'cec' measures generators on validation images, and there are none of "
                    + $"{(Domain == Domain.Source ? "A" : "B")}. "
                    + "Add them to data.source."
            );
        }

        using var noGrad = no_grad();
        var taken = most == 0 ? images.Count : Math.Min(most, images.Count);
        foreach (
            var indices in Enumerable
                .Range(0, taken)
                .Select(i => (int)((long)i * images.Count / taken))
                .Chunk(BatchSize)
        )
        {
            using var scope = NewDisposeScope();
            var batch = stack(indices.Select(images.Load)).to(Teacher.Device);
            _batches.Add(
                (batch.DetachFromDisposeScope(), Discriminator.forward(Teacher.forward(batch)).DetachFromDisposeScope())
            );
        }
    }
}
