using GsFramework.Core.Interchange;
using GsFramework.Parts;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Golden;

/// <summary>One file of golden vectors; see vectors/README.md.</summary>
internal sealed class GoldenSet(string name) : IDisposable
{
    private readonly WeightsFile _file = SafeTensors.Read(
        Path.Combine(AppContext.BaseDirectory, "Golden", "vectors", $"{name}.safetensors")
    );

    public IReadOnlyDictionary<string, string> Metadata => _file.Metadata;

    public Tensor this[string array] => _file.Tensors[array];

    public double Scalar(string array) => Doubles(array).Single();

    public double[] Doubles(string array)
    {
        using var wide = this[array].to(float64);
        return wide.data<double>().ToArray();
    }

    public long[] Longs(string array) => this[array].data<long>().ToArray();

    /// <summary>The arrays whose names begin so, by the rest of their names.</summary>
    public IReadOnlyDictionary<string, Tensor> Under(string prefix) =>
        _file
            .Tensors.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key[prefix.Length..], static pair => pair.Value);

    public void Dispose() => _file.Dispose();
}
