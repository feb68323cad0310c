using System.Globalization;
using System.Text.RegularExpressions;

namespace GsFramework.Core.Interchange.PyTorch;

/// <summary>Finds the weights in the object that a checkpoint holds, which is often a dictionary of several
/// things.</summary>
internal sealed partial class StateDictionary
{
    private const int DeepestNesting = 16;
    private const int MostNames = 12;

    // What people call the weights of a generator, or of the one network that they save.
    private static readonly string[] _usual =
    [
        "state_dict",
        "model_state_dict",
        "model",
        "netG",
        "net_g",
        "net_G",
        "netG_A",
        "netG_A2B",
        "generator",
        "gen",
        "G",
        "net",
        "network",
        "params",
        "weights",
    ];

    private readonly Dictionary<PickleDictionary, int> _counts = new(ReferenceEqualityComparer.Instance);

    /// <summary>The tensors of the dictionary that is meant, by their names within it; names of nested ones are joined
    /// by dots.</summary>
    /// <param name="root">The object that was saved.</param>
    /// <param name="key">The dictionary that the user wants: its key, or keys joined by dots; "." for the whole file;
    /// null for the one that is there, or has a usual name among discriminators and optimisers.</param>
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

        var others = new List<string>();
        var (chosen, path) = key switch
        {
            null => Usual(all, others),
            "." => (all, ""),
            _ => (Named(all, key), key),
        };
        if (key is not (null or "."))
        {
            others.AddRange(
                Candidates(all)
                    .Select(static item => item.Key)
                    .Where(item => !$"{key}.".StartsWith($"{item}.", StringComparison.Ordinal))
                    .Take(MostNames)
            );
        }

        var tensors = new OrderedDictionary<string, TensorView>();
        Flatten(chosen, "", 0, tensors, new HashSet<PickleDictionary>(ReferenceEqualityComparer.Instance));
        return tensors.Count > 0
            ? ([.. tensors], path, others)
            : throw new CheckpointFault(
                "holds no weights",
                "Save a network's weights with torch.save(model.state_dict(), FILE)."
            );
    }

    private (PickleDictionary Chosen, string Path) Usual(PickleDictionary root, List<string> others)
    {
        var (chosen, path) = (root, "");
        for (var depth = 0; !chosen.Items.Any(static item => item is { Key: string, Value: TensorView }); depth++)
        {
            CheckDepth(depth);
            var candidates = Candidates(chosen);
            if (candidates.Count == 0)
            {
                break;
            }

            if (Plain([.. candidates.Select(static item => item.Key)]) is not { } name)
            {
                throw new CheckpointFault(
                    $"holds several dictionaries of weights: {List(candidates, path)}",
                    "Say which one with --key NAME (in a configuration with 'key', beside 'weights'), or with . for "
                        + "all of it as one network."
                );
            }

            others.AddRange(
                candidates.Where(item => item.Key != name).Take(MostNames).Select(item => Join(path, item.Key))
            );
            chosen = candidates.First(item => item.Key == name).Value;
            path = Join(path, name);
        }

        return (chosen, path);
    }

    // The key that nobody has to ask for: the only one, or the usual one beside what is plainly no generator. Of
    // netG_A2B and netG_B2A, or of a network and its average, only the user knows which is meant.
    private static string? Plain(string[] keys)
    {
        string[] networks = keys is [_] ? keys : [.. keys.Where(static key => !Auxiliary().IsMatch(key))];
        return networks is [var only] && (keys.Length == 1 || _usual.Contains(only)) ? only : null;
    }

    // Discriminators, and the states of what trains.
    [GeneratedRegex(
        "^((net|model)?_?[dD]($|[_.A-Z0-9])|([dD]isc|[cC]ritic|opt|[sS]ched|lr_|scaler))",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Auxiliary();

    // Keys may have dots themselves, so the longest one that is there counts.
    private PickleDictionary Named(PickleDictionary root, string key)
    {
        var (current, rest) = (root, key);
        for (var depth = 0; ; depth++)
        {
            CheckDepth(depth);
            if (current[rest] is PickleDictionary found)
            {
                return found;
            }

            var cut = rest.IndexOf('.', StringComparison.Ordinal);
            if (cut < 0 || current[rest[..cut]] is not PickleDictionary next)
            {
                var candidates = Candidates(root);
                throw new CheckpointFault(
                    $"holds no dictionary '{CheckpointFault.Show(key)}'",
                    candidates.Count == 0 ? "It has none with weights." : $"There are: {List(candidates, "")}."
                );
            }

            (current, rest) = (next, rest[(cut + 1)..]);
        }
    }

    private List<(string Key, PickleDictionary Value, int Tensors)> Candidates(PickleDictionary parent)
    {
        var found = new OrderedDictionary<string, (string, PickleDictionary, int)>();
        foreach (var (key, value) in parent.Items)
        {
            if (key is string name && value is PickleDictionary child && Count(child, 0) is > 0 and var count)
            {
                found[name] = (name, child, count);
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
                tensors[Join(prefix, Name(key, index))] = tensor; // A later entry of the same key counts.
            }
            else if (key is string section && value is PickleDictionary child)
            {
                Flatten(child, Join(prefix, section), depth + 1, tensors, seen);
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

    private static string Join(string prefix, string name) => prefix.Length == 0 ? name : $"{prefix}.{name}";

    private static string List(List<(string Key, PickleDictionary Value, int Tensors)> candidates, string path)
    {
        var shown = candidates
            .Take(MostNames)
            .Select(item => $"{CheckpointFault.Show(Join(path, item.Key))} ({item.Tensors} tensors)");
        return string.Join(", ", shown)
            + (candidates.Count > MostNames ? $" and {candidates.Count - MostNames} more" : "");
    }
}
