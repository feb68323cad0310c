using GsFramework.Core.Interchange;
using GsFramework.Parts;
using GsFramework.Tests.Host;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Interchange.PyTorch;

/// <summary>The checkpoints of fixtures/README.md, and the formula of their values.</summary>
internal static class Fixture
{
    public static string Folder =>
        Repository.Path("tests", "GsFramework.Tests", "Core", "Interchange", "PyTorch", "fixtures");

    public static string Path(string name) => System.IO.Path.Combine(Folder, name);

    public static WeightsFile Read(string name, string? key = null) => new WeightsReader().Read(Path(name), key);

    /// <summary>(7·i + seed) mod 31 - 15, over 8 in floating types, its magnitude in others.</summary>
    public static Tensor Pattern(long seed, ScalarType type, params long[] shape)
    {
        using var scope = NewDisposeScope();
        var count = shape.Aggregate(1L, static (product, size) => product * size);
        var whole = (((arange(count) * 7) + seed) % 31) - 15;
        var values = type switch
        {
            ScalarType.Bool => whole.gt(0),
            ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64 => (
                whole.to(float64) / 8
            ).to(type),
            _ => whole.abs().to(type),
        };
        return values.reshape(shape).MoveToOuterDisposeScope();
    }
}
