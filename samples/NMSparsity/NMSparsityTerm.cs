using GsFramework;
using GsFramework.Graph;
using GsFramework.Terms;
using TorchSharp;
using static TorchSharp.torch;

namespace Samples.NMSparsity;

/// <summary>
/// N:M sparsity: of every M consecutive input channels of a kernel at most N have a weight, learned as in Zhou et al.,
/// "Learning N:M fine-grained structured sparse neural networks from scratch" (ICLR 2021; SR-STE). With the dense
/// weights W, the mask m(W) of the N largest |W| in each group, and the sparse weights W̃ = m ⊙ W with which the
/// network computes,
/// <code>
/// W ← W - η·∂L/∂W̃ - λ·(1 - m) ⊙ W
/// </code>
/// The gradient at W̃ goes straight through the mask to all weights, so one that is out may come back; λ pulls those
/// that are out towards 0, so that the mask settles.
/// </summary>
/// <remarks>
/// No layer is rewritten for that. The generator holds W̃ at all times, and the gradient of a kernel has a number for
/// each of its zeros; after the optimiser's step, W̃ + Δ, the term adds the part (1 - m) ⊙ W that it keeps to itself,
/// chooses again, and keeps what is out now. The optimiser's own step takes the place of η·∂L/∂W̃.
/// It acts in fine-tuning only, on the compact generator: channels that pruning takes out would tear the dense one's
/// groups apart.
/// </remarks>
internal sealed class NMSparsityTerm(NMSparsityOptions options)
    : ICompressionTerm,
        IConstrainsWeights,
        IActsAfterStep,
        IKeepsTensors,
        IReportsValues,
        IDisposable
{
    public const string Key = "nm-sparsity";

    private Dictionary<string, Tensor> _out = [];
    private GraphModule? _generator;
    private IReadOnlyList<SparseKernel> _kernels = [];
    private double _zeros;
    private double _returned;

    /// <inheritdoc/>
    public double Weight => 1;

    /// <inheritdoc/>
    /// <remarks>The share of zeros among the weights of all its kernels, and the share of them that came back in the
    /// step.</remarks>
    public IEnumerable<KeyValuePair<string, double>> Values =>
        _generator is null ? [] : [new("zeros", _zeros), new("returned", _returned)];

    /// <inheritdoc/>
    /// <remarks>(1 - m) ⊙ W by the kernels' names.</remarks>
    public IReadOnlyDictionary<string, Tensor> Tensors
    {
        get => _out;
        set
        {
            using var noGrad = no_grad();
            var copies = value.ToDictionary(
                static entry => entry.Key,
                entry => entry.Value.to(_generator?.Device ?? CPU, copy: true).DetachFromDisposeScope()
            );
            Dispose();
            _out = copies;
        }
    }

    /// <inheritdoc/>
    public Tensor? Loss(StepContext step) => null;

    /// <inheritdoc/>
    public void Constrain(GraphModule generator)
    {
        Bind(generator);
        Choose(options.N, pull: 0);
    }

    /// <inheritdoc/>
    public void AfterStep(StepContext step)
    {
        if (step.Phase == TrainingPhase.FineTune)
        {
            Bind(step.Generator);
            Choose(Kept(step.Step, step.Steps), options.Pull * step.LearningRateFactor);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _out.Values)
        {
            tensor.Dispose();
        }

        _out.Clear();
    }

    /// <summary>How many of M are kept: M - 1 at first, then one less at a time and each as long, and N from the end of
    /// the ramp on, the last step at the latest.</summary>
    internal int Kept(int step, int steps)
    {
        var ramp = options.RampShare * (steps - 1);
        return step >= ramp
            ? options.N
            : options.N + (int)Math.Ceiling((options.M - 1 - options.N) * (1 - (step / ramp)));
    }

    private void Bind(GraphModule generator)
    {
        if (_generator != generator)
        {
            Dispose();
            _generator = generator;
            _kernels = SparseKernel.Of(generator.Graph, options);
        }
    }

    private void Choose(int keep, double pull)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (zeros, returned, all) = (0L, 0L, 0L);
        foreach (var kernel in _kernels)
        {
            var sparse = _generator!.Tensors[kernel.Name];
            if (!_out.TryGetValue(kernel.Name, out var kept))
            {
                _out[kernel.Name] = kept = zeros_like(sparse).DetachFromDisposeScope();
            }

            var dense = sparse + (kept * (1 - pull));
            var mask = kernel.Mask(dense, keep);
            returned += kept.ne(0).logical_and_(mask).sum().item<long>();
            sparse.copy_(dense.masked_fill(mask.logical_not(), 0));
            kept.copy_(dense - sparse);
            zeros += sparse.eq(0).sum().item<long>();
            all += sparse.numel();
        }

        (_zeros, _returned) = ((double)zeros / all, (double)returned / all);
    }
}
