using GsFramework.Terms;
using static TorchSharp.torch;

namespace HowTo;

/// <summary>Keeps the mean image that the student makes near its running average over the steps.</summary>
public sealed class SteadyTerm : ICompressionTerm, IKeepsTensors, IDisposable
{
    private const double Decay = 0.9;

    private Tensor? _average;

    public double Weight => 0.1;

    public IReadOnlyDictionary<string, Tensor> Tensors
    {
        get => _average is null ? new Dictionary<string, Tensor>() : new Dictionary<string, Tensor> { ["average"] = _average };
        set => Keep(value.GetValueOrDefault("average")?.clone());
    }

    public Tensor Loss(StepContext step)
    {
        // What was restored from a checkpoint is on the CPU.
        var mean = step.Output.mean([0], keepdim: true);
        var average = _average?.to(mean.device) ?? mean.detach();
        var loss = (mean - average).abs().mean();
        Keep(((Decay * average) + ((1 - Decay) * mean)).detach());
        return loss;
    }

    public void Dispose() => _average?.Dispose();

    private void Keep(Tensor? average)
    {
        _average?.Dispose();
        _average = average?.DetachFromDisposeScope();
    }
}
