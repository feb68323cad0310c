using GsFramework.Testing;
using Methods.Cat;
using Methods.KernelAlignment;
using Methods.WaveletDistillation;

namespace Methods.Tests;

public sealed class WaveletDistillationConformance : CompressionTermConformance<WaveletDistillationModule>
{
    protected override string Key => "wavelet-distillation";

    protected override string Options => """{ "levels": 2 }""";

    protected override IReadOnlyList<string> WrongOptions => ["""{ "levels": 0 }""", """{ "weight": -1 }"""];
}

public sealed class KernelAlignmentConformance : CompressionTermConformance<KernelAlignmentModule>
{
    protected override string Key => "kernel-alignment";

    protected override IReadOnlyList<string> WrongOptions => ["""{ "weight": -1 }""", """{ "layers": "block" }"""];
}

public sealed class CatPruningConformance : MethodConformance<CatModule>
{
    protected override string Key => "cat-pruning";

    protected override string Options => """{ "targetMacRatio": 1.5, "minChannels": 2 }""";

    protected override IReadOnlyList<string> WrongOptions =>
        ["""{ "targetMacRatio": 0.5 }""", """{ "minChannels": 0 }"""];
}
