using System.Globalization;

namespace GsFramework.Core.Interchange.PyTorch;

/// <summary>Finds the weights in the object that a checkpoint holds, which is often a dictionary of several
/// things.</summary>
internal sealed class StateDictionary
{
    private const int DeepestNesting = 16;
    private const int MostNames = 12;

    private readonly Dictionary<PickleDictionary, int> _counts = new(ReferenceEqualityComparer.Instance);

    /// <summary>The tensors of the dictionary that is meant, by their names within it; names of nested ones are joined
    /// by dots.</summary>
    /// <param name="root">The object that was saved.</param>
    /// <param name="key">The dictionary that the user wants: its key, keys joined by dots, or the first part of names
    /// in one; "." for the whole file; null for the one that is there, or has a usual name among discriminators and
    /// optimisers.</param>
    /// <returns>The tensors, the key of their dictionary ("" for the whole file), and the other keys that have tensors.
    /// A tensor whose key is no text is there as <c>[KEY]</c>.</returns>
    /// <exception cref="CheckpointFault">There is none, or it is not clear which.</exception>
    public (IReadOnlyList<KeyValuePair<string, TensorView>> Tensors, string Key, IReadOnlyList<string> Others) Choose(
        object? root,
        string? key
    )
    {
        if (root is not PickleDictionary all)
        {
            throw new CheckpointFault(
                root is TensorView
                    ? "holds a single tensor, not a dictionary of weights"
                    : "holds no dictionary of weights",
                "Save a network's weights with torch.save(model.state_dict(), FILE)."
            );
        }

        var (chosen, path, others) = key switch
        {
            null => Usual(all),
            "." => new Choice(all, "", []),
            _ => Named(all, key),
        };
        var tensors = new OrderedDictionary<string, TensorView>();
        Flatten(chosen, "", 0, tensors, new HashSet<PickleDictionary>(ReferenceEqualityComparer.Instance));
        return tensors.Count > 0
            ? ([.. tensors], path, [.. others.Take(MostNames)])
            : throw new CheckpointFault(
                "holds no weights",
                "Save a network's weights with torch.save(model.state_dict(), FILE)."
            );
    }

    private sealed record Choice(PickleDictionary Value, string Path, IReadOnlyList<string> Others);

    private sealed record Candidate(string Key, PickleDictionary Value, int Tensors);

    private Choice Usual(PickleDictionary root)
    {
        var (plain, rivals) = Descend(root);
        return rivals.Count == 0
            ? plain
            : throw new CheckpointFault(
                $"holds several dictionaries of weights: {NamePart.List([.. Parts(rivals, plain.Path)])}",
                "Say which one with --key NAME (in a configuration with 'key', beside 'weights'), or with . for "
                    + "all of it as one network."
            );
    }

    // As deep as it is plain which dictionary is meant, and those between which it is not.
    private (Choice Plain, IReadOnlyList<Candidate> Rivals) Descend(PickleDictionary root)
    {
        var (chosen, path, others) = (root, "", new List<string>());
        for (var depth = 0; !chosen.Items.Any(static item => item is { Key: string, Value: TensorView }); depth++)
        {
            CheckDepth(depth);
            var candidates = Candidates(chosen);
            if (candidates.Count == 0)
            {
                break;
            }

            if (NetworkNames.Plain([.. candidates.Select(static item => item.Key)]) is not { } name)
            {
                return (new Choice(chosen, path, others), candidates);
            }

            others.AddRange(
                candidates
                    .Where(item => item.Key != name)
                    .Take(MostNames)
                    .Select(item => NamePart.Join(path, item.Key))
            );
            chosen = candidates.First(item => item.Key == name).Value;
            path = NamePart.Join(path, name);
        }

        return (new Choice(chosen, path, others), []);
    }

    // What goes without saying may be left out: 'generator' for 'state_dict.generator'.
    private Choice Named(PickleDictionary root, string key)
    {
        var candidates = Parts(Candidates(root), "").ToList();
        var found = Find(root, "", key);
        if (found is null)
        {
            var (usual, rivals) = Descend(root);
            found = Find(usual.Value, usual.Path, key);
            var parts = rivals.Count == 0 ? Parts(usual.Value) : [];
            candidates.AddRange(parts.Select(part => part with { Name = NamePart.Join(usual.Path, part.Name) }));
        }

        if (found is not null)
        {
            return found with
            {
                Others =
                [
                    .. candidates
                        .Select(static item => item.Name)
                        .Concat(found.Others)
                        .Distinct()
                        .Where(other => !$"{found.Path}.".StartsWith($"{other}.", StringComparison.Ordinal)),
                ],
            };
        }

        throw new CheckpointFault(
            $"holds no dictionary '{CheckpointFault.Show(key)}'",
            candidates.Count == 0 ? "It has none with weights." : $"There are: {NamePart.List(candidates)}."
        );
    }

    // Keys may have dots themselves, so the longest one that is there counts. Where there is none, names that begin
    // with it are as good as a dictionary.
    private static Choice? Find(PickleDictionary start, string path, string key)
    {
        var (current, rest) = (start, key);
        for (var depth = 0; ; depth++)
        {
            CheckDepth(depth);
            if (current[rest] is PickleDictionary found)
            {
                return new Choice(found, NamePart.Join(path, rest), []);
            }

            var part = new PickleDictionary();
            foreach (var (name, value) in NamePart.Below(Entries(current), rest))
            {
                part.Add(name, value);
            }

            if (part.Items.Count > 0)
            {
                var others = Parts(current).Select(other => NamePart.Join(path, other.Name));
                return new Choice(part, NamePart.Join(path, rest), [.. others]);
            }

            var cut = rest.IndexOf('.', StringComparison.Ordinal);
            if (cut < 0 || current[rest[..cut]] is not PickleDictionary next)
            {
                return null;
            }

            (current, path, rest) = (next, NamePart.Join(path, rest[..cut]), rest[(cut + 1)..]);
        }
    }

    private static IEnumerable<KeyValuePair<string, object?>> Entries(PickleDictionary dictionary) =>
        from item in dictionary.Items
        where item.Key is string
        select KeyValuePair.Create((string)item.Key!, item.Value);

    // The networks whose names are joined in one dictionary.
    private static IReadOnlyList<NamePart> Parts(PickleDictionary dictionary)
    {
        var parts = NamePart.Of([
            .. Entries(dictionary).Where(static item => item.Value is TensorView).Select(static item => item.Key),
        ]);
        return NetworkNames.AreNetworks(parts) ? parts : [];
    }

    private List<Candidate> Candidates(PickleDictionary parent)
    {
        var found = new OrderedDictionary<string, Candidate>();
        foreach (var (key, value) in parent.Items)
        {
            if (key is string name && value is PickleDictionary child && Count(child, 0) is > 0 and var count)
            {
                found[name] = new Candidate(name, child, count);
            }
        }

        return [.. found.Values];
    }

    // Dictionaries may contain one another in a hostile file: each is counted once.
    private int Count(PickleDictionary dictionary, int depth)
    {
        CheckDepth(depth);
        if (_counts.TryGetValue(dictionary, out var known))
        {
            return known;
        }

        _counts[dictionary] = 0;
        long count = 0;
        foreach (var (key, value) in dictionary.Items)
        {
            count += (key, value) switch
            {
                (string, TensorView) => 1,
                (string, PickleDictionary child) => Count(child, depth + 1),
                _ => 0,
            };
        }

        return _counts[dictionary] = (int)Math.Min(count, int.MaxValue);
    }

    private static void Flatten(
        PickleDictionary dictionary,
        string prefix,
        int depth,
        OrderedDictionary<string, TensorView> tensors,
        HashSet<PickleDictionary> seen
    )
    {
        CheckDepth(depth);
        if (!seen.Add(dictionary))
        {
            throw new CheckpointFault(
                $"has one dictionary in several places ('{CheckpointFault.Show(prefix)}')",
                "Say which weights are meant with --key NAME (in a configuration with 'key', beside 'weights')."
            );
        }

        foreach (var (index, (key, value)) in dictionary.Items.Index())
        {
            if (value is TensorView tensor)
            {
                tensors[NamePart.Join(prefix, Name(key, index))] = tensor; // A later entry of the same key counts.
            }
            else if (key is string section && value is PickleDictionary child)
            {
                Flatten(child, NamePart.Join(prefix, section), depth + 1, tensors, seen);
            }
        }
    }

    private static void CheckDepth(int depth)
    {
        if (depth > DeepestNesting)
        {
            throw new CheckpointFault(
                $"nests dictionaries more than {DeepestNesting} deep",
                "Save the weights alone: torch.save(model.state_dict(), FILE)."
            );
        }
    }

    // No network has a parameter of such a name, so that the report shows the tensor as unexpected.
    private static string Name(object? key, int index) =>
        key switch
        {
            string name => name,
            long number => string.Create(CultureInfo.InvariantCulture, $"[{number}]"),
            _ => string.Create(CultureInfo.InvariantCulture, $"[entry {index}]"),
        };

    private static IEnumerable<NamePart> Parts(IEnumerable<Candidate> candidates, string path) =>
        candidates.Select(item => new NamePart(NamePart.Join(path, item.Key), item.Tensors));
}
