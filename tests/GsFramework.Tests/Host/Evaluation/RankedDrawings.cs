using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Evaluation;

/// <summary>Drawings and damaged drawings, in the order in which a person would rank them within each kind of
/// damage.</summary>
internal static class RankedDrawings
{
    public static IEnumerable<(string Name, Tensor Images)> Of(Tensor truth, Tensor others, Tensor color, int seed)
    {
        yield return ("true drawings (testB)", truth);
        yield return ("other true drawings (valB)", others);
        yield return ("shifted by 1 px", Damage.Shift(truth, 1));
        yield return ("lines thinner by a quarter", Damage.Thin(truth, 0.25));
        yield return ("lines thinner by a half", Damage.Thin(truth, 0.5));
        yield return ("lines thinner by a pixel", Damage.Thin(truth, 1));
        yield return ("blur 0.5 px", Damage.Blur(truth, 0.5));
        yield return ("blur 1 px", Damage.Blur(truth, 1));
        yield return ("blur 2 px", Damage.Blur(truth, 2));
        yield return ("salt and pepper 1 %", Damage.SaltAndPepper(truth, 0.01, seed));
        yield return ("salt and pepper 5 %", Damage.SaltAndPepper(truth, 0.05, seed));
        yield return ("salt and pepper 20 %", Damage.SaltAndPepper(truth, 0.2, seed));
        yield return ("8x8 blocks erased, 5 %", Damage.EraseBlocks(truth, 0.05, seed));
        yield return ("8x8 blocks erased, 10 %", Damage.EraseBlocks(truth, 0.1, seed));
        yield return ("8x8 blocks erased, 25 %", Damage.EraseBlocks(truth, 0.25, seed));
        yield return ("inverted", -truth);
        yield return ("the coloured inputs (testA)", color);
    }
}
