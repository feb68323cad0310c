using Autofac.Core;
using GsFramework.ChannelPruning;
using GsFramework.Distillation;
using GsFramework.Graph;
using GsFramework.Models;
using GsFramework.Quantization;
using GsFramework.Testing;
using GsFramework.Testing.Kit;

namespace GsFramework.Tests.Conformance;

public sealed class DistillationConformance : CompressionTermConformance<DistillationModule>
{
    protected override string Key => "distillation";

    protected override string Options => """{ "weight": 20, "distance": "mse" }""";

    protected override IReadOnlyList<string> WrongOptions =>
        ["""{ "weight": -1 }""", """{ "distance": "no-such-distance" }"""];
}

public sealed class AbsoluteDistillationConformance : CompressionTermConformance<DistillationModule>
{
    protected override string Key => "distillation";

    protected override string Options => """{ "distance": "l1" }""";
}

public sealed class PerceptualDistillationConformance : CompressionTermConformance<DistillationModule>
{
    protected override string Key => "distillation";

    protected override string Options => """{ "distance": { "kind": "perceptual", "styleWeight": 1000 } }""";

    protected override IReadOnlyList<IModule> OtherModules => [new ModelsModule()];
}

public sealed class KnowledgeDistillationConformance : CompressionTermConformance<DistillationModule>
{
    protected override string Key => "distillation";

    protected override string Options =>
        """{ "distance": { "kind": "soft-target", "temperature": 4, "alpha": 0.7 } }""";

    protected override NetworkGraph Generator => Samples.Classifier(classes: 4);
}

public sealed class DiscriminatorFeatureConformance : CompressionTermConformance<DistillationModule>
{
    protected override string Key => "discriminator-features";

    protected override IReadOnlyList<string> WrongOptions => ["""{ "contentLayer": 0 }""", """{ "styleWeight": -1 }"""];
}

public sealed class ChannelPruningConformance : ProximalTermConformance<ChannelPruningModule>
{
    protected override string Key => "channel-pruning";

    protected override string Options => """{ "rho": 0.05 }""";

    protected override IReadOnlyList<string> WrongOptions =>
        [
            "{}",
            """{ "rho": 1, "targetMacRatio": 2 }""",
            """{ "rho": 1, "scope": "layer" }""",
            """{ "targetMacRatio": 0.5 }""",
        ];
}

public sealed class TargetedPruningConformance : ProximalTermConformance<ChannelPruningModule>
{
    protected override string Key => "channel-pruning";

    protected override string Options => """{ "targetMacRatio": 2 }""";
}

public sealed class LayerwisePruningConformance : ProximalTermConformance<ChannelPruningModule>
{
    protected override string Key => "channel-pruning";

    protected override string Options => """{ "targetMacRatio": 2, "scope": "layer" }""";
}

public sealed class TrunkPruningConformance : ProximalTermConformance<ChannelPruningModule>
{
    protected override string Key => "channel-pruning";

    protected override string Options => """{ "rho": 0.05, "trunk": true }""";
}

public sealed class QuantizationConformance : CompressionTermConformance<QuantizationModule>
{
    protected override string Key => "quantization";

    protected override IReadOnlyList<string> WrongOptions => ["""{ "activationBits": 1 }""", """{ "weightBits": 9 }"""];
}

public sealed class ReferenceQuantizationConformance : CompressionTermConformance<QuantizationModule>
{
    protected override string Key => "quantization";

    protected override string Options => """{ "profile": "reference" }""";
}

public sealed class WeightQuantizationConformance : CompressionTermConformance<QuantizationModule>
{
    protected override string Key => "quantization";

    protected override string Options => """{ "weightBits": 4, "activationBits": 0 }""";
}

public sealed class PairedConformance : CompressionTermConformance<DistillationModule>
{
    protected override string Key => "paired";

    protected override IReadOnlyList<string> WrongOptions => ["""{ "weight": -1 }"""];
}
