using GsFramework.Graph;
using GsFramework.Models;
using GsFramework.Teachers;
using GsFramework.Testing;
using GsFramework.Testing.Kit;

namespace GsFramework.Tests.Conformance;

public sealed class CycleGanConformance : TeacherMethodConformance<TeachersModule>
{
    protected override string Key => "cyclegan";

    protected override string Options => """{ "poolSize": 2, "cycleNoise": 0.1 }""";

    protected override IReadOnlyList<string> WrongOptions => ["""{ "cycleNoise": 3 }""", """{ "poolSize": -1 }"""];

    protected override IReadOnlyList<Autofac.Core.IModule> OtherModules => [new ModelsModule()];
}

public sealed class CartoonGanTeacherConformance : TeacherMethodConformance<TeachersModule>
{
    protected override string Key => "cartoongan";

    protected override string Options => """{ "initialisationSteps": 1, "toneWeight": 1 }""";

    protected override IReadOnlyList<string> WrongOptions => ["""{ "edgeShare": 2 }"""];

    protected override IReadOnlyList<Autofac.Core.IModule> OtherModules => [new ModelsModule()];

    protected override ImageSize ImageSize => ImageSize.Square(32);
}

public sealed class ClassifierConformance : TeacherMethodConformance<TeachersModule>
{
    protected override string Key => "classifier";

    protected override NetworkGraph Generator => Samples.Classifier(4);
}

public sealed class Pix2PixConformance : TeacherMethodConformance<TeachersModule>
{
    protected override string Key => "pix2pix";

    protected override string Options => """{ "l1Weight": 10 }""";

    protected override IReadOnlyList<string> WrongOptions =>
        ["""{ "l1Weight": -1 }""", """{ "loss": "no-such-loss" }"""];

    protected override IReadOnlyList<Autofac.Core.IModule> OtherModules => [new ModelsModule()];
}
