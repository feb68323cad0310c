using GsFramework.Graph;
using GsFramework.Testing;
using Samples.AttentionTransfer;
using Samples.NMSparsity;
using Samples.UNet;

namespace Samples.Tests;

public sealed class AttentionTransferConformance : CompressionTermConformance<AttentionTransferModule>
{
    protected override string Key => "attention-transfer";

    protected override string Options => """{ "power": 1.5 }""";

    protected override IReadOnlyList<string> WrongOptions =>
        ["""{ "power": 0.5 }""", """{ "weight": -1 }""", """{ "layers": "block" }"""];
}

public sealed class SimilarityConformance : CompressionTermConformance<AttentionTransferModule>
{
    protected override string Key => "similarity-preserving";

    protected override string Options => """{ "layers": ["block", "down*"] }""";

    protected override IReadOnlyList<string> WrongOptions => ["""{ "weight": -1 }"""];
}

public sealed class NMSparsityConformance : CompressionTermConformance<NMSparsityModule>
{
    protected override string Key => "nm-sparsity";

    protected override string Options => """{ "n": 1, "rampShare": 0.5 }""";

    protected override IReadOnlyList<string> WrongOptions =>
        ["""{ "n": 4 }""", """{ "n": 0 }""", """{ "m": 33 }""", """{ "pull": 1.5 }"""];
}

public sealed class BatchUNetConformance : GeneratorConformance<UNetModule>
{
    protected override string Key => "unet";

    protected override string Options => """{ "width": 2, "imageSize": 32 }""";

    protected override ImageSize ImageSize => ImageSize.Square(32);

    protected override IReadOnlyList<string> WrongOptions =>
        ["""{ "imageSize": 40 }""", """{ "downs": 4 }""", """{ "norm": "layer" }"""];
}

public sealed class InstanceUNetConformance : GeneratorConformance<UNetModule>
{
    protected override string Key => "unet";

    protected override string Options => """{ "width": 2, "imageSize": 64, "downs": 6, "norm": "instance" }""";

    protected override ImageSize ImageSize => ImageSize.Square(64);
}
