using GsFramework.Graph;
using GsFramework.Terms;
using TorchSharp;
using static TorchSharp.torch;

namespace HowTo;

/// <summary>Holds each γ near its own running average while channels leave the generator.</summary>
public sealed class SteadyScalesTerm : ICompressionTerm, IKeepsTensors, IFollowsCompaction, IDisposable
{
    private const double Decay = 0.9;

    private Dictionary<string, Tensor> _averages = [];

    public double Weight => 0.01;

    public IReadOnlyDictionary<string, Tensor> Tensors
    {
        get => _averages;
        set => Keep(value.Select(static entry => KeyValuePair.Create(entry.Key, entry.Value.clone())));
    }

    public void Follow(GraphModule generator, ChannelCompaction left, ChannelCompaction former)
    {
        using var scope = NewDisposeScope();
        Keep(_averages
            .Where(entry => left.Contains(entry.Key))
            .Select(entry => KeyValuePair.Create(entry.Key, left.Follow(former, entry.Key, entry.Value))));
    }

    public Tensor? Loss(StepContext step)
    {
        if (step.Phase != TrainingPhase.Slim)
        {
            return null;
        }

        // What was restored from a checkpoint is on the CPU.
        var scales = step.Generator.Trained(ParameterRole.Scale).ToDictionary(static entry => entry.Name, static entry => entry.Parameter);
        var averages = scales.ToDictionary(
            static entry => entry.Key,
            entry => _averages.GetValueOrDefault(entry.Key)?.to(entry.Value.device) ?? entry.Value.detach());
        var loss = scales
            .Select(entry => (entry.Value - averages[entry.Key]).square().mean())
            .Aggregate((Tensor?)null, static (sum, next) => sum is null ? next : sum + next);
        Keep(scales.Select(entry => KeyValuePair.Create(
            entry.Key,
            ((Decay * averages[entry.Key]) + ((1 - Decay) * entry.Value)).detach())));
        return loss;
    }

    public void Dispose() => Keep([]);

    private void Keep(IEnumerable<KeyValuePair<string, Tensor>> averages)
    {
        var former = _averages;
        _averages = averages.ToDictionary(static entry => entry.Key, static entry => entry.Value.DetachFromDisposeScope());
        foreach (var tensor in former.Values)
        {
            tensor.Dispose();
        }
    }
}
