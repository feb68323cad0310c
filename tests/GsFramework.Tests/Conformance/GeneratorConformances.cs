using GsFramework.Graph;
using GsFramework.Models;
using GsFramework.Testing;

namespace GsFramework.Tests.Conformance;

public sealed class CycleGanResNetConformance : GeneratorConformance<ModelsModule>
{
    protected override string Key => "cyclegan-resnet";

    protected override string Options => """{ "width": 3, "blocks": 2 }""";

    protected override IReadOnlyList<string> WrongOptions => ["""{ "width": 0 }""", """{ "blocks": -1 }"""];
}

public sealed class BatchNormResNetConformance : GeneratorConformance<ModelsModule>
{
    protected override string Key => "cyclegan-resnet";

    protected override string Options => """{ "width": 3, "blocks": 2, "norm": "batch" }""";

    protected override IReadOnlyList<string> WrongOptions => ["""{ "norm": "group" }"""];
}

public sealed class AntialiasedResNetConformance : GeneratorConformance<ModelsModule>
{
    protected override string Key => "cyclegan-resnet";

    protected override string Options => """{ "width": 3, "blocks": 1, "antialias": "both" }""";

    protected override IReadOnlyList<string> WrongOptions => ["""{ "antialias": "always" }"""];
}

public sealed class CartoonGanConformance : GeneratorConformance<ModelsModule>
{
    protected override string Key => "cartoongan";

    protected override string Options => """{ "width": 3, "blocks": 1 }""";
}

public sealed class SmallConvNetConformance : GeneratorConformance<ModelsModule>
{
    protected override string Key => "small-convnet";

    protected override string Options => """{ "width": 4, "classes": 5 }""";

    protected override ImageSize ImageSize => ImageSize.Square(12);

    protected override IReadOnlyList<string> WrongOptions => ["""{ "classes": 1 }"""];
}

public sealed class ThreeHalvingsResNetConformance : GeneratorConformance<ModelsModule>
{
    protected override string Key => "cyclegan-resnet";

    protected override string Options => """{ "width": 2, "blocks": 1, "downs": 3 }""";

    protected override IReadOnlyList<string> WrongOptions => ["""{ "downs": 0 }"""];
}

public sealed class Pix2PixUNetConformance : GeneratorConformance<ModelsModule>
{
    protected override string Key => "pix2pix-unet";

    protected override string Options => """{ "width": 2, "downs": 4, "norm": "instance" }""";

    protected override IReadOnlyList<string> WrongOptions => ["""{ "downs": 1 }""", """{ "norm": "group" }"""];
}

public sealed class BatchNormUNetConformance : GeneratorConformance<ModelsModule>
{
    protected override string Key => "pix2pix-unet";

    protected override string Options => """{ "width": 2, "downs": 4 }""";
}
