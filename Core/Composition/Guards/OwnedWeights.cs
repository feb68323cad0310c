using GsFramework.Graph;
using GsFramework.Terms;
using GsFramework.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GsFramework.Core.Composition.Guards;

/// <summary>The live parameters that a term owns in a phase, with their optimiser. They are no part of the generator:
/// besides the term, only checkpoints see them.</summary>
internal sealed class OwnedWeights : IDisposable
{
    /// <summary>With what the names of all of them begin in a checkpoint.</summary>
    public const string Prefix = "owned.";

    private readonly string _prefix;
    private readonly Dictionary<string, Tensor> _parameters = [];

    /// <summary>Copies the initial values.</summary>
    /// <param name="term">The term's key.</param>
    /// <param name="own">What the term has made.</param>
    /// <param name="device">Where the generator lives.</param>
    public OwnedWeights(string term, OwnedParameters own, Device device)
    {
        _prefix = $"{Prefix}{term}.";
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var trained = new List<(string Name, Parameter Parameter)>();
        foreach (var (name, initial) in own.Initial)
        {
            var parameter = new Parameter(initial.detach().to(float32).to(device).clone().contiguous());
            parameter.DetachFromDisposeScope();
            trained.Add((name, parameter));
            _parameters.Add(name, parameter);
        }

        LearningRate = own.Optimizer.LearningRate;
        Optimizer = new NamedOptimizer(Prefix + term, trained, own.Optimizer);
    }

    /// <summary>The parameters by name.</summary>
    public IReadOnlyDictionary<string, Tensor> Parameters => _parameters;

    /// <summary>The base learning rate.</summary>
    public double LearningRate { get; }

    /// <summary>Trains them.</summary>
    public NamedOptimizer Optimizer { get; }

    /// <summary>What is wrong with what a term has made, and what to do about it; null where nothing is.</summary>
    public static (string Reason, string Remedy)? Fault(OwnedParameters own, NetworkGraph student)
    {
        if (own.Initial is null || own.Optimizer is null)
        {
            return ("it returned no parameters or no optimiser.", "Return null where there is nothing to own.");
        }

        var known = student.Parameters().Select(static entry => entry.Name).ToHashSet();
        foreach (var (name, tensor) in own.Initial)
        {
            if (string.IsNullOrWhiteSpace(name) || name.Any(char.IsControl) || known.Contains(name))
            {
                return (
                    $"it cannot own a parameter called '{name?.ReplaceLineEndings(" ")}'"
                        + (known.Contains(name ?? "") ? ": the generator has one of that name." : "."),
                    "Give each parameter a name of one line that no parameter of the generator has."
                );
            }

            if (tensor is null || tensor.IsInvalid || tensor.numel() == 0 || !tensor.is_floating_point())
            {
                return (
                    $"'{name}' is no tensor of numbers that can be trained.",
                    "Return living tensors of floating-point numbers, with at least one element."
                );
            }

            if (!tensor.detach().isfinite().all().item<bool>())
            {
                return ($"'{name}' begins with NaN or infinite values.", "Initialise it with numbers.");
            }
        }

        return null;
    }

    /// <summary>The values and the optimiser's moments for a checkpoint. The tensors stay here.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State() =>
        _parameters
            .Select(entry => KeyValuePair.Create(_prefix + entry.Key, entry.Value))
            .Concat(Optimizer.State());

    /// <summary>Restores what <see cref="State"/> gave.</summary>
    /// <exception cref="GraphException">A tensor has another shape.</exception>
    public void Load(IReadOnlyDictionary<string, Tensor> tensors)
    {
        foreach (var (name, parameter) in _parameters)
        {
            Set(name, parameter, tensors[_prefix + name]);
        }

        Optimizer.Load(tensors);
    }

    /// <summary>Takes over the values and moments of the parameters that there were before. Those that are new keep
    /// their initial values.</summary>
    /// <param name="former">Those of before.</param>
    /// <param name="follow">Brings a tensor of a parameter's former shape into its present one.</param>
    public void Inherit(OwnedWeights former, Func<string, Tensor, Tensor> follow)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var (name, parameter) in _parameters)
        {
            if (former._parameters.TryGetValue(name, out var last))
            {
                Set(name, parameter, follow(name, last.detach()));
            }
        }

        Optimizer.Inherit(former.Optimizer, follow);
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        foreach (var parameter in _parameters.Values)
        {
            parameter.Dispose();
        }
    }

    private void Set(string name, Tensor parameter, Tensor value)
    {
        // A smaller tensor would be repeated.
        if (!parameter.shape.SequenceEqual(value.shape))
        {
            throw new GraphException(
                $"'{_prefix}{name}' is [{string.Join(", ", value.shape)}], the term wants "
                    + $"[{string.Join(", ", parameter.shape)}]."
            );
        }

        using var noGrad = no_grad();
        parameter.copy_(value);
    }
}
