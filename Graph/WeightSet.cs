using System.Collections;
using System.Diagnostics.CodeAnalysis;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Graph;

/// <summary>
/// The tensors of a network by full name, in layer order. It owns them: they belong to no dispose scope and are freed
/// with the set.
/// </summary>
public sealed class WeightSet : IReadOnlyDictionary<string, Tensor>, IDisposable
{
    private readonly OrderedDictionary<string, Tensor> _tensors = [];

    /// <inheritdoc/>
    public int Count => _tensors.Count;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _tensors.Keys;

    /// <inheritdoc/>
    public IEnumerable<Tensor> Values => _tensors.Values;

    /// <inheritdoc/>
    public Tensor this[string key] => _tensors[key];

    /// <summary>Adds a tensor and takes ownership of it.</summary>
    /// <exception cref="ArgumentException">The name is already there.</exception>
    public void Add(string name, Tensor tensor)
    {
        _tensors.Add(name, tensor);
        tensor.DetachFromDisposeScope();
    }

    /// <summary>Replaces a tensor, or adds it, and takes ownership of it. The old one is freed.</summary>
    public void Replace(string name, Tensor tensor)
    {
        tensor.DetachFromDisposeScope();
        if (_tensors.TryGetValue(name, out var old) && !ReferenceEquals(old, tensor))
        {
            old.Dispose();
        }

        _tensors[name] = tensor;
    }

    /// <summary>Frees a tensor and forgets its name, if it is there.</summary>
    public void Remove(string name)
    {
        if (_tensors.TryGetValue(name, out var old))
        {
            _tensors.Remove(name);
            old.Dispose();
        }
    }

    /// <summary>A deep copy on the CPU, cut from any autograd graph.</summary>
    public WeightSet Clone()
    {
        using var scope = NewDisposeScope();
        var copy = new WeightSet();
        foreach (var (name, tensor) in _tensors)
        {
            copy.Add(name, tensor.detach().cpu().clone());
        }

        return copy;
    }

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _tensors.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out Tensor value) =>
        _tensors.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, Tensor>> GetEnumerator() => _tensors.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
        {
            tensor.Dispose();
        }

        _tensors.Clear();
    }
}
