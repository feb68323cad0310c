using GsFramework.Data;
using GsFramework.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.CoEvolution;

/// <summary>
/// A short CycleGAN training (Zhu et al., ICCV 2017) of a pair of compact generators G: A → B and F: B → A, with
/// discriminators that begin as the dense generators':
/// <code>
/// G, F: mean (D_B(G(a)) - 1)² + mean (D_A(F(b)) - 1)² + λ·(|F(G(a)) - a| + |G(F(b)) - b|) + ι·(|G(b) - b| + |F(a) -
/// a|) D:     ½·(mean (D(y) - 1)² + mean D(G(x))²)
/// </code>
/// </summary>
/// <remarks>To train the compact networks is to train the masked ones with masked gradients. All pairs see the same
/// images in the same order, so that they can be compared. There is no replay pool.</remarks>
internal sealed class PairTraining(
    Direction forward,
    Direction reverse,
    IImageSource images,
    int seed,
    CoEvolutionOptions options
)
{
    private readonly IImageDataset _a = images.Open(Split.Train, Domain.Source);
    private readonly IImageDataset _b = images.Open(Split.Train, Domain.Target);

    /// <summary>Trains the pair in place and leaves it in evaluation mode.</summary>
    /// <param name="g">A → B.</param>
    /// <param name="f">B → A.</param>
    /// <param name="cancellation">Looked at before each step.</param>
    public void Train(GraphModule g, GraphModule f, CancellationToken cancellation)
    {
        using var judgeB = Copy(forward.Discriminator);
        using var judgeA = Copy(reverse.Discriminator);
        using var generators = Adam(g, f);
        using var discriminators = Adam(judgeA, judgeB);
        g.train();
        f.train();
        var (orderA, orderB) = (Order(_a.Count, "trainA"), Order(_b.Count, "trainB"));
        for (var step = 0; step < options.TrainingSteps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var (a, b) = (Batch(_a, orderA, step, g.Device), Batch(_b, orderB, step, g.Device));
            var (fakeB, fakeA) = (g.forward(a), f.forward(b));

            judgeA.RequireGradients(false);
            judgeB.RequireGradients(false);
            var loss =
                ToOne(judgeB.forward(fakeB))
                + ToOne(judgeA.forward(fakeA))
                + ((L1(f.forward(fakeB), a) + L1(g.forward(fakeA), b)) * options.CycleWeight);
            if (options.IdentityWeight > 0 && a.shape[1] == b.shape[1])
            {
                loss += (L1(g.forward(b), b) + L1(f.forward(a), a)) * options.IdentityWeight;
            }

            generators.zero_grad();
            loss.backward();
            generators.step();

            judgeA.RequireGradients(true);
            judgeB.RequireGradients(true);
            var lossD =
                (
                    ToOne(judgeB.forward(b))
                    + judgeB.forward(fakeB.detach()).square().mean()
                    + ToOne(judgeA.forward(a))
                    + judgeA.forward(fakeA.detach()).square().mean()
                ) / 2;
            discriminators.zero_grad();
            lossD.backward();
            discriminators.step();
        }

        g.eval();
        f.eval();
    }

    private TorchSharp.Modules.Adam Adam(GraphModule left, GraphModule right) =>
        optim.Adam(
            left.Trained().Concat(right.Trained()).Select(static entry => entry.Parameter),
            options.LearningRate,
            beta1: 0.5,
            beta2: 0.999
        );

    // A pass over all images in random order, and another one.
    private Func<int, int> Order(int count, string domain)
    {
        var passes = new Dictionary<int, int[]>();
        return place =>
        {
            var pass = place / count;
            if (!passes.TryGetValue(pass, out var order))
            {
                passes.Clear();
                passes[pass] = order = Seeds.Order(count, Seeds.Of(seed, domain, pass));
            }

            return order[place % count];
        };
    }

    private Tensor Batch(IImageDataset images, Func<int, int> order, int step, Device device) =>
        stack(
                Enumerable
                    .Range(step * options.TrainingBatchSize, options.TrainingBatchSize)
                    .Select(place => images.Load(order(place)))
            )
            .to(device);

    private static GraphModule Copy(GraphModule network) =>
        new(network.Graph, network.Tensors, network.Device) { BFloat16 = network.BFloat16 };

    private static Tensor ToOne(Tensor scores) => (scores - 1).square().mean();

    private static Tensor L1(Tensor left, Tensor right) => (left - right).abs().mean();
}
