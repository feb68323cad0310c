using GsFramework.Core.Composition.Guards;
using GsFramework.Graph;
using GsFramework.Terms;
using GsFramework.Training;
using static TorchSharp.torch;

namespace GsFramework.Core.Objective;

/// <summary>The parameters that terms own beside the generator's, in one phase.</summary>
internal sealed class OwnedByTerms : IDisposable
{
    private readonly Dictionary<GuardedTerm, OwnedWeights> _weights = [];

    /// <summary>Lets each term make its own.</summary>
    public OwnedByTerms(
        IEnumerable<GuardedTerm> terms,
        GraphModule generator,
        NetworkGraph teacher,
        ObjectiveSettings settings
    )
    {
        foreach (var term in terms)
        {
            if (
                term.Own(generator.Graph, teacher, settings.Phase, settings.Seed, generator.Device) is
                { } weights
            )
            {
                _weights.Add(term, weights);
            }
        }

        Parameters = [.. _weights.Values.SelectMany(static weights => weights.Parameters.Values)];
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<Tensor> Parameters { get; }

    /// <summary>What trains them.</summary>
    public IEnumerable<NamedOptimizer> Optimizers => _weights.Values.Select(static weights => weights.Optimizer);

    /// <summary>The step as a term sees it: with what the term owns.</summary>
    public StepContext Seen(GuardedTerm term, StepContext step) =>
        _weights.TryGetValue(term, out var weights) ? step.WithOwned(weights.Parameters) : step;

    /// <summary>Values and moments for a checkpoint.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State() =>
        _weights.Values.SelectMany(static weights => weights.State());

    /// <summary>Restores what <see cref="State"/> gave.</summary>
    public void Load(IReadOnlyDictionary<string, Tensor> tensors)
    {
        foreach (var weights in _weights.Values)
        {
            weights.Load(tensors);
        }
    }

    /// <summary>Takes over what the terms owned when more was left of the generator.</summary>
    public void Inherit(OwnedByTerms former, ChannelCompaction left, ChannelCompaction before)
    {
        foreach (var (term, weights) in _weights)
        {
            if (former._weights.TryGetValue(term, out var last))
            {
                term.FollowOwned(weights, last, left, before);
            }
        }
    }

    public void Dispose()
    {
        foreach (var weights in _weights.Values)
        {
            weights.Dispose();
        }
    }
}
