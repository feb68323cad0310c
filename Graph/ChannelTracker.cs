namespace GsFramework.Graph;

/// <summary>Hands out channel labels and joins those that only live or die together (a union-find).</summary>
public sealed class ChannelTracker
{
    private readonly List<int> _parents = [];
    private readonly HashSet<int> _frozen = [];

    /// <summary>New labels for channels that depend on no single input channel.</summary>
    public int[] Fresh(int count)
    {
        var first = _parents.Count;
        var labels = Enumerable.Range(first, count).ToArray();
        _parents.AddRange(labels);
        return labels;
    }

    /// <summary>Says that two channels at the same position can only be removed together.</summary>
    /// <exception cref="GraphException">The two have different lengths.</exception>
    public void Tie(IReadOnlyList<int> left, IReadOnlyList<int> right)
    {
        if (left.Count != right.Count)
        {
            throw new GraphException($"cannot tie {left.Count} channels to {right.Count}.");
        }

        for (var i = 0; i < left.Count; i++)
        {
            _parents[Root(left[i])] = Root(right[i]);
        }
    }

    /// <summary>Says that these channels can never be removed.</summary>
    public void Freeze(IEnumerable<int> labels) => _frozen.UnionWith(labels);

    internal int Root(int label)
    {
        while (_parents[label] != label)
        {
            label = _parents[label] = _parents[_parents[label]];
        }

        return label;
    }

    internal HashSet<int> FrozenRoots() => [.. _frozen.Select(Root)];
}
