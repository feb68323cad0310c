using GsFramework.Graph;
using GsFramework.Host.Pipeline;
using GsFramework.Host.Training;
using GsFramework.Parts;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Teaching;

/// <summary>
/// The best weights of a training by its validation score, and since when they are the best. All of it is state that a
/// resumed run needs.
/// </summary>
internal sealed class BestWeights : IDisposable
{
    private const string Prefix = "best/";

    private readonly Dictionary<string, Tensor> _tensors = [];

    /// <summary>The best score so far, null before the first.</summary>
    public double? Score { get; private set; }

    /// <summary>Steps after which it was measured.</summary>
    public int Step { get; private set; }

    /// <summary>Measurements since then, none of them better.</summary>
    public int Waited { get; private set; }

    /// <summary>Notes a score, and copies the weights when it is the best.</summary>
    public void Offer(double score, int step, IEnumerable<(string Folder, GraphModule Module)> networks)
    {
        if (Score is { } best && !(score < best))
        {
            Waited++;
            return;
        }

        (Score, Step, Waited) = (score, step, 0);
        Dispose();
        using var noGrad = no_grad();
        foreach (var (folder, module) in networks)
        {
            foreach (var (name, tensor) in module.Tensors)
            {
                _tensors[$"{Prefix}{folder}/{name}"] = tensor.detach().cpu().clone().DetachFromDisposeScope();
            }
        }
    }

    /// <summary>The best weights of a network, or null before the first score. They stay the best weights'.</summary>
    public Dictionary<string, Tensor>? Of(string folder) =>
        Score is null
            ? null
            : _tensors
                .Where(entry => entry.Key.StartsWith($"{Prefix}{folder}/", StringComparison.Ordinal))
                .ToDictionary(entry => entry.Key[$"{Prefix}{folder}/".Length..], static entry => entry.Value);

    /// <summary>The copies, for a checkpoint.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State() => _tensors;

    /// <summary>The numbers, for a checkpoint.</summary>
    public IEnumerable<KeyValuePair<string, double>> Numbers() =>
        Score is not { } score ? [] : [new("best.score", score), new("best.step", Step), new("best.waited", Waited)];

    /// <summary>Restores <see cref="State"/> and <see cref="Numbers"/>.</summary>
    public void Load(WeightsFile file)
    {
        var numbers = Checkpoints.Numbers(file, "best.");
        if (numbers.Count == 0)
        {
            return;
        }

        (Score, Step, Waited) = (numbers["score"], (int)numbers["step"], (int)numbers["waited"]);
        Dispose();
        foreach (
            var (name, tensor) in file.Tensors.Where(static entry =>
                entry.Key.StartsWith(Prefix, StringComparison.Ordinal)
            )
        )
        {
            _tensors[name] = tensor.clone().DetachFromDisposeScope();
        }
    }

    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
        {
            tensor.Dispose();
        }

        _tensors.Clear();
    }
}
