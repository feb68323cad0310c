using GsFramework.Models;
using GsFramework.Models.Features;
using GsFramework.Parts;
using GsFramework.Testing;
using GsFramework.Tests.Plugins.Models.Features;

namespace GsFramework.Tests.Conformance;

public sealed class PatchGanConformance : DiscriminatorConformance<ModelsModule>
{
    protected override string Key => "patchgan";

    protected override string Options => """{ "width": 4, "layers": 2 }""";

    protected override IReadOnlyList<string> WrongOptions => ["""{ "layers": 0 }"""];
}

public sealed class ConditionalPatchGanConformance : DiscriminatorConformance<ModelsModule>
{
    protected override string Key => "patchgan";

    protected override string Options =>
        """{ "width": 4, "layers": 2, "norm": "batch", "inputChannels": 6 }""";

    protected override IReadOnlyList<string> WrongOptions => ["""{ "norm": "group" }"""];
}

public sealed class AntialiasedPatchGanConformance : DiscriminatorConformance<ModelsModule>
{
    protected override string Key => "patchgan";

    protected override string Options => """{ "width": 4, "layers": 2, "antialias": true }""";
}

public sealed class GanSlimmingDiscriminatorConformance : DiscriminatorConformance<ModelsModule>
{
    protected override string Key => "gan-slimming";
}

public sealed class CartoonGanDiscriminatorConformance : DiscriminatorConformance<ModelsModule>
{
    protected override string Key => "cartoongan";

    protected override string Options => """{ "width": 4 }""";
}

public sealed class LeastSquaresConformance : AdversarialLossConformance<ModelsModule>
{
    protected override string Key => "least-squares";
}

public sealed class CrossEntropyConformance : AdversarialLossConformance<ModelsModule>
{
    protected override string Key => "cross-entropy";
}

public sealed class NonSaturatingCrossEntropyConformance : AdversarialLossConformance<ModelsModule>
{
    protected override string Key => "cross-entropy";

    protected override string Options => """{ "nonSaturating": true }""";
}

public sealed class HingeConformance : AdversarialLossConformance<ModelsModule>
{
    protected override string Key => "hinge";
}

public sealed class MobileNetV2Conformance : FeatureExtractorConformance<ModelsModule>
{
    protected override string Key => "mobilenet-v2";

    protected override string Options => """{ "layer": "block_3_expand_relu" }""";
}

public sealed class InceptionFidConformance : FeatureExtractorConformance<ModelsModule>
{
    protected override string Key => "inception-fid";

    // Any file that is there: its content comes from the reader below.
    protected override string Options =>
        """{ "weights": "GsFramework.Tests.dll", "dimensions": 64, "allowOtherWeights": true }""";

    protected override IReadOnlyList<string> WrongOptions =>
        ["""{ "weights": "no-such-file" }""", """{ "weights": "GsFramework.Tests.dll", "dimensions": 65 }"""];

    protected override IWeightsReader WeightsReader => new FormulaWeights(InceptionGraph.UpTo(64), seed: 1, hash: "0");
}

public sealed class Vgg16Conformance : FeatureExtractorConformance<ModelsModule>
{
    protected override string Key => "vgg16";

    protected override string Options => """{ "weights": "GsFramework.Tests.dll", "layer": "relu1_1" }""";

    protected override IReadOnlyList<string> WrongOptions =>
        ["""{ "weights": "GsFramework.Tests.dll", "layer": "relu9" }"""];

    protected override IWeightsReader WeightsReader =>
        new FormulaWeights(Vgg16Graph.UpTo("relu4_3"), seed: 1, hash: "0");
}

public sealed class VanillaConformance : AdversarialLossConformance<ModelsModule>
{
    protected override string Key => "vanilla";
}
