using GsFramework.Graph;
using GsFramework.Teaching;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Testing.Kit;

/// <summary>A training of a teacher in small: a few made-up images in, updates out.</summary>
internal sealed class TeacherRun : IDisposable
{
    private const int BatchSize = 2;
    private const int Seed = 7;

    private readonly int _channels;
    private readonly FeatureShape _output;
    private readonly ImageSize _size;
    private bool _isDisposed;

    public TeacherRun(ITeacherMethod method, NetworkGraph generator, ImageSize size)
    {
        (_channels, _size) = (generator.InputChannels, size);
        _output = generator.Shapes(size)[generator.Output.Name];
        Objective = method.Begin(
            new TeacherStart(
                generator,
                method.NeedsDiscriminator ? Samples.Discriminator(Judged(method)) : null,
                1e-3,
                Seed,
                CPU
            )
        );
    }

    public ITeacherObjective Objective { get; }

    /// <summary>Does the steps from one number to another.</summary>
    public void Train(Rule rule, int from, int to)
    {
        for (var step = from; step < to; step++)
        {
            using var scope = NewDisposeScope();
            Step(rule, step);
        }
    }

    /// <summary>Does a step in the caller's dispose scope.</summary>
    public void Step(Rule rule, int step)
    {
        var values = rule.Run(
            () => Objective.Step(Images(step, _channels, _size.Height, _size.Width), Targets(step), step, 1),
            $"step {step}"
        );
        rule.Require(
            values.Count > 0,
            $"step {step} returned no value.",
            "Return the losses: they are shown to the user and written to metrics.csv."
        );
        string[] bad =
        [
            .. values.Where(static entry => !double.IsFinite(entry.Value)).Select(static entry => entry.Key),
        ];
        rule.Require(
            bad.Length == 0,
            $"{Tensors.List(bad)} is NaN or infinite in step {step}.",
            "Look at what it is computed from."
        );
    }

    /// <summary>The bits of all networks.</summary>
    public Dictionary<string, byte[]> Bits() => Tensors.Bits(Weights());

    /// <summary>The tensors that the objective holds. What State makes for its caller, such as a number of steps, is
    /// not among them.</summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> Owned(Rule rule)
    {
        using var scope = NewDisposeScope();
        var again = State(rule).ToDictionary(static entry => entry.Key, static entry => entry.Value);
        return [.. Weights(), .. State(rule).Where(entry => ReferenceEquals(entry.Value, again[entry.Key]))];
    }

    /// <summary>A copy of all that a checkpoint holds.</summary>
    public WeightSet Store(Rule rule)
    {
        using var scope = NewDisposeScope();
        var stored = new WeightSet();
        foreach (var (name, tensor) in Weights().Concat(State(rule)))
        {
            stored.Add(name, tensor.detach().clone());
        }

        return stored;
    }

    /// <summary>Restores what <see cref="Store"/> has given.</summary>
    public void Restore(Rule rule, WeightSet stored)
    {
        foreach (var (name, module) in Objective.Networks)
        {
            module.LoadWeights(
                stored
                    .Where(entry => entry.Key.StartsWith($"{name}/", StringComparison.Ordinal))
                    .ToDictionary(entry => entry.Key[(name.Length + 1)..], static entry => entry.Value)
            );
        }

        rule.Run(() => Objective.Load(stored), "Load");
    }

    public void Dispose()
    {
        if (!_isDisposed)
        {
            Objective.Dispose();
        }

        _isDisposed = true;
    }

    private FeatureShape Judged(ITeacherMethod method) =>
        method.IsConditional ? _output with { Channels = _channels + _output.Channels } : _output;

    private KeyValuePair<string, Tensor>[] State(Rule rule) => rule.Run(() => Objective.State().ToArray(), "State");

    private IEnumerable<KeyValuePair<string, Tensor>> Weights() =>
        Objective.Networks.SelectMany(static network =>
            network.Module.Tensors.Select(entry => KeyValuePair.Create($"{network.Name}/{entry.Key}", entry.Value))
        );

    // One-hot labels where the network makes classes.
    private Tensor Targets(int step) =>
        _output is { Height: 1, Width: 1 }
            ? nn
                .functional.one_hot(
                    tensor(
                        Enumerable.Range(step, BatchSize).Select(index => (long)(index % _output.Channels)).ToArray()
                    ),
                    _output.Channels
                )
                .to(float32)
                .reshape(BatchSize, _output.Channels, 1, 1)
            : Images(step + 1000, _output.Channels, _output.Height, _output.Width);

    private static Tensor Images(int seed, long channels, long height, long width)
    {
        using var random = new Generator((ulong)seed, CPU);
        return (rand([BatchSize, channels, height, width], generator: random) * 2) - 1;
    }
}
