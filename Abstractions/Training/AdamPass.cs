using System.Numerics;
using GsFramework.Graph.Layers;
using GsFramework.Terms;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GsFramework.Training;

/// <summary>
/// Adam's update of all parameters in few passes over the memory, what TorchSharp's optimiser computes with a dozen
/// operations for each parameter; to the bit on processors for which libtorch fuses the same products:
/// <code>
/// g ← g + λ·p    m ← β₁·m + (1 - β₁)·g    v ← β₂·v + (1 - β₂)·g²
/// p ← p - lr / (1 - β₁ᵗ) · m / (√v / √(1 - β₂ᵗ) + ε)
/// </code>
/// Sums of products are fused as libtorch's kernels fuse them. The root is libtorch's own: where that is Intel's, its
/// last bit is not always that of the processor's.
/// </summary>
internal static class AdamPass
{
    // TorchSharp's, as PyTorch's.
    private const double Epsilon = 1e-8;

    /// <summary>Updates the parameters that have a gradient.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="states">The state of each.</param>
    /// <param name="settings">λ and β.</param>
    /// <param name="learningRate">lr of this step.</param>
    /// <returns>False where nothing was done, since a tensor is not contiguous fp32 on the CPU.</returns>
    public static bool Step(
        IReadOnlyList<Parameter> parameters,
        IReadOnlyList<Adam.State> states,
        OptimizerSettings settings,
        double learningRate
    )
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var updates = new List<(Adam.State State, Update Update)>(parameters.Count);
        foreach (var (parameter, state) in parameters.Zip(states))
        {
            if (parameter.grad is not { } given)
            {
                continue;
            }

            var gradient = given.is_contiguous() ? given : given.contiguous();
            if (!new[] { parameter, gradient, state.exp_avg, state.exp_avg_sq }.All(FloatPass.Fits))
            {
                return false;
            }

            updates.Add((state, new Update(parameter, gradient, state, settings, learningRate)));
        }

        foreach (var (state, _) in updates)
        {
            state.step++;
        }

        Split(static (update, from, to) => update.Moments(from, to));
        foreach (var (state, update) in updates)
        {
            update.Root = state.exp_avg_sq.sqrt();
        }

        Split(static (update, from, to) => update.Parameter(from, to));
        return true;

        void Split(Action<Update, long, long> pass) =>
            FloatPass.Split(updates.Sum(static entry => entry.Update.Count), (_, from, to) =>
            {
                foreach (var (_, update) in updates)
                {
                    pass(update, Math.Max(from, 0), Math.Min(to, update.Count));
                    (from, to) = (from - update.Count, to - update.Count);
                }
            });
    }

    private sealed unsafe class Update(
        Tensor parameter,
        Tensor gradient,
        Adam.State state,
        OptimizerSettings settings,
        double learningRate
    )
    {
        private readonly float* _p = (float*)FloatPass.Address(parameter);
        private readonly float* _g = (float*)FloatPass.Address(gradient);
        private readonly float* _m = (float*)FloatPass.Address(state.exp_avg);
        private readonly float* _v = (float*)FloatPass.Address(state.exp_avg_sq);
        private readonly float _decay = (float)settings.WeightDecay;
        private readonly float _keptFirst = (float)settings.Momentum;
        private readonly float _newFirst = (float)(1 - settings.Momentum);
        private readonly float _keptSecond = (float)settings.SecondMomentum;
        private readonly float _newSecond = (float)(1 - settings.SecondMomentum);
        private readonly float _correction = (float)Math.Sqrt(1 - Math.Pow(settings.SecondMomentum, state.step + 1));
        private readonly float _rate = (float)-(learningRate / (1 - Math.Pow(settings.Momentum, state.step + 1)));

        private float* _root;

        public long Count { get; } = parameter.numel();

        public Tensor Root
        {
            set => _root = (float*)FloatPass.Address(value);
        }

        public void Moments(long from, long to)
        {
            for (; from + Vector<float>.Count <= to; from += Vector<float>.Count)
            {
                var g = Vector.Load(_g + from);
                g = _decay == 0 ? g : Vector.FusedMultiplyAdd(Vector.Load(_p + from), new(_decay), g);
                var m = Vector.FusedMultiplyAdd(g, new(_newFirst), Vector.Load(_m + from) * _keptFirst);
                var v = Vector.FusedMultiplyAdd(g * _newSecond, g, Vector.Load(_v + from) * _keptSecond);
                Vector.Store(m, _m + from);
                Vector.Store(v, _v + from);
            }

            for (; from < to; from++)
            {
                var g = _decay == 0 ? _g[from] : MathF.FusedMultiplyAdd(_p[from], _decay, _g[from]);
                _m[from] = MathF.FusedMultiplyAdd(g, _newFirst, _m[from] * _keptFirst);
                _v[from] = MathF.FusedMultiplyAdd(g * _newSecond, g, _v[from] * _keptSecond);
            }
        }

        public void Parameter(long from, long to)
        {
            var (correction, epsilon) = (new Vector<float>(_correction), new Vector<float>((float)Epsilon));
            for (; from + Vector<float>.Count <= to; from += Vector<float>.Count)
            {
                var denominator = (Vector.Load(_root + from) / correction) + epsilon;
                Vector.Store(Vector.Load(_p + from) + (Vector.Load(_m + from) * _rate / denominator), _p + from);
            }

            for (; from < to; from++)
            {
                _p[from] += _m[from] * _rate / ((_root[from] / _correction) + (float)Epsilon);
            }
        }
    }
}
