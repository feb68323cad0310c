using GsFramework.Graph;
using GsFramework.Parts;
using static TorchSharp.torch;

namespace GsFramework.Models.Features;

/// <summary>Finds a graph's parameters in a weight file with PyTorch's names, which are the graph's own.</summary>
internal static class TorchWeights
{
    /// <summary>Reads every parameter of the graph as fp32; what else is in the file is left. Names may all have
    /// something before them that a wrapper put there, such as <c>module.</c>.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="file">The file's content; it stays the caller's.</param>
    /// <param name="path">Named in error messages.</param>
    /// <param name="network">What the file must hold, for error messages.</param>
    /// <exception cref="UserException">A tensor is missing, has another shape, or values that are not
    /// finite.</exception>
    public static WeightSet For(NetworkGraph graph, WeightsFile file, string path, string network)
    {
        using var scope = NewDisposeScope();
        var weights = new WeightSet();
        try
        {
            var prefix = Prefix(file, graph.Parameters().First().Name);
            foreach (var (name, _, parameter) in graph.Parameters())
            {
                weights.Add(name, Read(prefix + name, parameter, file, path, network));
            }

            return weights;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>What tells these weights from any others: the file's hash, and which of its dictionaries was asked
    /// for.</summary>
    public static string Identity(WeightsFile file, string? key) =>
        $"sha256:{file.Sha256[..16]}{(key is null ? "" : $" key {key}")}";

    private static string Prefix(WeightsFile file, string first)
    {
        string[] wrapped = file.Tensors.ContainsKey(first)
            ? []
            : [.. file.Tensors.Keys.Where(name => name.EndsWith($".{first}", StringComparison.Ordinal))];
        return wrapped is [var only] ? only[..^first.Length] : "";
    }

    private static Tensor Read(string name, LayerParameter parameter, WeightsFile file, string path, string network)
    {
        if (!file.Tensors.TryGetValue(name, out var stored))
        {
            throw new UserException($"'{path}' has no tensor '{name}'. It must hold the state dict of {network}.");
        }

        if (!stored.shape.SequenceEqual(parameter.Shape))
        {
            throw new UserException(
                $"'{path}': '{name}' is [{string.Join(", ", stored.shape)}], {network} wants "
                    + $"[{string.Join(", ", parameter.Shape)}]."
            );
        }

        var values = stored.to(float32, copy: true);
        return values.isfinite().all().item<bool>()
            ? values
            : throw new UserException(
                $"'{path}': '{name}' has values that are NaN or infinite. Download or save the file again."
            );
    }
}
