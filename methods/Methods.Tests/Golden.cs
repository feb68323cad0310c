using GsFramework.Core.Interchange;
using GsFramework.Parts;
using static TorchSharp.torch;

namespace Methods.Tests;

/// <summary>What make_methods_fixtures.py has written.</summary>
internal sealed class Golden(string name) : IDisposable
{
    private readonly WeightsFile _file = SafeTensors.Read(
        Path.Combine(AppContext.BaseDirectory, "fixtures", $"{name}.safetensors")
    );

    public Tensor this[string tensor] => _file.Tensors[tensor];

    public double Number(string tensor) => this[tensor].item<float>();

    /// <summary>The tensors whose names begin so, by what comes after.</summary>
    public IReadOnlyDictionary<string, Tensor> Below(string prefix) =>
        _file
            .Tensors.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key[prefix.Length..], static entry => entry.Value);

    /// <summary>Fails where the largest difference is more than this share of the largest value.</summary>
    public static void Same(Tensor expected, Tensor actual, double tolerance = 1e-5)
    {
        Assert.Equal(expected.shape, actual.shape);
        var difference = (expected - actual).abs().max().item<float>();
        var largest = expected.abs().max().item<float>();
        Assert.True(difference <= tolerance * largest, $"{difference} of {largest}");
    }

    public void Dispose() => _file.Dispose();
}
