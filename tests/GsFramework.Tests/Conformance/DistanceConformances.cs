using Autofac.Core;
using GsFramework.Distillation;
using GsFramework.Graph;
using GsFramework.Models;
using GsFramework.Testing;

namespace GsFramework.Tests.Conformance;

public sealed class MeanAbsoluteConformance : DistanceConformance<DistillationModule>
{
    protected override string Key => "l1";
}

public sealed class MeanSquaredConformance : DistanceConformance<DistillationModule>
{
    protected override string Key => "mse";
}

public sealed class PerceptualConformance : DistanceConformance<DistillationModule>
{
    protected override string Key => "perceptual";

    protected override IReadOnlyList<IModule> OtherModules => [new ModelsModule()];

    protected override IReadOnlyList<string> WrongOptions =>
        ["""{ "styleWeight": -1 }""", """{ "features": "no-such-network" }"""];
}

public sealed class SoftTargetConformance : DistanceConformance<DistillationModule>
{
    protected override string Key => "soft-target";

    protected override FeatureShape Compared => new(5, 1, 1);

    protected override IReadOnlyList<string> WrongOptions => ["""{ "temperature": 0 }""", """{ "alpha": 1.5 }"""];
}
