using GsFramework.Terms;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GsFramework.Training;

/// <summary>
/// An optimiser over parameters whose names it knows, so that its state can be stored in a safetensors file. The
/// learning rate is a pure function of the step: base times the schedule's factor.
/// </summary>
public sealed class NamedOptimizer : IDisposable
{
    private readonly string[] _parameters;
    private readonly Parameter[] _trained;
    private readonly OptimizerSettings _settings;
    private readonly OptimizerHelper _optimizer;

    /// <summary>Makes an optimiser.</summary>
    /// <param name="name">Its name in checkpoints, unique within the objective.</param>
    /// <param name="parameters">What it trains, with unique names. They remain the caller's.</param>
    /// <param name="settings">How.</param>
    public NamedOptimizer(
        string name,
        IEnumerable<(string Name, Parameter Parameter)> parameters,
        OptimizerSettings settings
    )
    {
        var list = parameters.ToArray();
        Name = name;
        _parameters = [.. list.Select(static entry => entry.Name)];
        _trained = [.. list.Select(static entry => entry.Parameter)];
        _settings = settings;
        _optimizer =
            settings.Kind == OptimizerKind.Adam
                ? optim.Adam(
                    list.Select(static entry => entry.Parameter),
                    settings.LearningRate,
                    settings.Momentum,
                    settings.SecondMomentum,
                    weight_decay: settings.WeightDecay
                )
                : optim.SGD(
                    list.Select(static entry => entry.Parameter),
                    settings.LearningRate,
                    settings.Momentum,
                    weight_decay: settings.WeightDecay
                );
    }

    /// <summary>Its name in checkpoints.</summary>
    public string Name { get; }

    /// <summary>Forgets the gradients of all parameters.</summary>
    public void ZeroGradients() => _optimizer.zero_grad();

    /// <summary>One update of all parameters by their gradients.</summary>
    /// <param name="learningRateFactor">Multiplies the base learning rate in this step.</param>
    public void Step(double learningRateFactor)
    {
        if (
            _settings.Kind == OptimizerKind.Adam
            && AdamPass.Step(
                _trained,
                [.. _optimizer.state_dict().State.Cast<Adam.State>()],
                _settings,
                _settings.LearningRate * learningRateFactor
            )
        )
        {
            return;
        }

        foreach (var group in _optimizer.ParamGroups)
        {
            group.LearningRate = _settings.LearningRate * learningRateFactor;
        }

        _optimizer.step();
    }

    /// <summary>Moments and step counts, by names that begin with <c>optimizer.NAME.</c> The tensors belong to the
    /// optimiser.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State()
    {
        foreach (var (name, state) in _parameters.Zip(_optimizer.state_dict().State))
        {
            switch (state)
            {
                case Adam.State adam:
                    yield return new(Key(name, "step"), tensor(new[] { adam.step }));
                    yield return new(Key(name, "exp_avg"), adam.exp_avg);
                    yield return new(Key(name, "exp_avg_sq"), adam.exp_avg_sq);
                    break;
                case SGD.State { momentum_buffer: not null } sgd:
                    yield return new(Key(name, "momentum_buffer"), sgd.momentum_buffer);
                    break;
            }
        }
    }

    /// <summary>Restores what <see cref="State"/> gave.</summary>
    public void Load(IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var noGrad = no_grad();
        foreach (var (name, state) in _parameters.Zip(_optimizer.state_dict().State))
        {
            switch (state)
            {
                case Adam.State adam:
                    adam.step = tensors[Key(name, "step")].item<long>();
                    adam.exp_avg.copy_(tensors[Key(name, "exp_avg")]);
                    adam.exp_avg_sq.copy_(tensors[Key(name, "exp_avg_sq")]);
                    break;
                case SGD.State sgd when tensors.TryGetValue(Key(name, "momentum_buffer"), out var buffer):
                    var former = sgd.momentum_buffer;
                    sgd.momentum_buffer = buffer.clone().DetachFromDisposeScope();
                    former?.Dispose();
                    break;
            }
        }
    }

    /// <summary>Takes over the moments and step counts of another optimiser for the parameters that both train; the
    /// others keep theirs.</summary>
    /// <param name="former">The other one, of the same kind.</param>
    /// <param name="follow">Brings a moment of a parameter's former shape into its present one, as a new
    /// tensor.</param>
    public void Inherit(NamedOptimizer former, Func<string, Tensor, Tensor> follow)
    {
        using var scope = NewDisposeScope();
        var present = _parameters.ToHashSet();
        var prefixes = former._parameters.Where(present.Contains).ToDictionary(former.Key, static name => name);
        var known = former._parameters.ToHashSet();
        string[] fresh = [.. _parameters.Where(name => !known.Contains(name)).Select(Key)];
        Load(
            former
                .State()
                .Select(entry => (entry, Prefix: entry.Key[..(entry.Key.LastIndexOf('.') + 1)]))
                .Where(found => prefixes.ContainsKey(found.Prefix))
                .Select(found =>
                    KeyValuePair.Create(
                        found.entry.Key,
                        found.entry.Key.EndsWith(".step", StringComparison.Ordinal)
                            ? found.entry.Value
                            : follow(prefixes[found.Prefix], found.entry.Value)
                    )
                )
                .Concat(State().Where(entry => fresh.Contains(entry.Key[..(entry.Key.LastIndexOf('.') + 1)])))
                .ToDictionary()
        );
    }

    /// <inheritdoc/>
    public void Dispose() => _optimizer.Dispose();

    private string Key(string parameter) => $"optimizer.{Name}.{parameter}.";

    private string Key(string parameter, string moment) => Key(parameter) + moment;
}
