using GsFramework.Core.Interchange.PyTorch;
using GsFramework.Parts;
using static TorchSharp.torch;

namespace GsFramework.Core.Interchange;

/// <summary>One network of a safetensors file. Such a file has a single dictionary, but its names may have a first part
/// that says which network they are of.</summary>
internal static class WeightsPart
{
    /// <summary>What is below a first part of the names; the other tensors are freed.</summary>
    /// <param name="path">The file's name for messages.</param>
    /// <param name="whole">Its content, which is taken over.</param>
    /// <param name="key">The first part.</param>
    /// <exception cref="UserException">No name begins with it.</exception>
    public static WeightsFile Of(string path, WeightsFile whole, string key)
    {
        var parts = NamePart.Of(whole.Tensors);
        var others = NetworkNames.AreNetworks(parts) ? parts : [];
        var tensors = NamePart.Below(whole.Tensors, key);
        var kept = new HashSet<Tensor>(tensors.Values, ReferenceEqualityComparer.Instance);
        foreach (var tensor in whole.Tensors.Values.Where(tensor => !kept.Contains(tensor)))
        {
            tensor.Dispose();
        }

        if (tensors.Count == 0)
        {
            throw new UserException(
                $"'{path}' is no PyTorch checkpoint, so it has no dictionary '{CheckpointFault.Show(key)}', and no "
                    + $"name in it begins with that. {Offer(others)}"
            );
        }

        var metadata = new Dictionary<string, string>(whole.Metadata)
        {
            [PyTorchFile.KeyEntry] = key,
            [PyTorchFile.OthersEntry] = string.Join(
                '\n',
                others
                    .Select(static part => part.Name)
                    .Where(other => !$"{key}.".StartsWith($"{other}.", StringComparison.Ordinal))
            ),
        };
        return whole with { Tensors = tensors, Metadata = metadata };
    }

    private static string Offer(IReadOnlyList<NamePart> parts) =>
        parts.Count == 0 ? "Leave the key out." : $"There are: {NamePart.List(parts)}.";
}
