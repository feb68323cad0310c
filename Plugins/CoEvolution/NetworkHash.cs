using System.Security.Cryptography;
using System.Text;
using GsFramework.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.CoEvolution;

/// <summary>Tells networks apart by their graphs and weights.</summary>
internal static class NetworkHash
{
    /// <summary>SHA-256 of some networks, in their order, as lower-case hexadecimal digits.</summary>
    public static string Of(IEnumerable<GraphModule> networks)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var network in networks)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(GraphJson.Write(network.Graph)));
            foreach (var (name, tensor) in network.Tensors.OrderBy(static entry => entry.Key, StringComparer.Ordinal))
            {
                using var scope = NewDisposeScope();
                hash.AppendData(Encoding.UTF8.GetBytes(name));
                hash.AppendData(tensor.detach().cpu().to(float32).contiguous().bytes);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
