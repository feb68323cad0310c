using GsFramework.Testing;

namespace Acme.Slimming.Tests;

public sealed class SeparableGeneratorTests : GeneratorConformance<PluginModule>
{
    protected override string Key => "acme-separable";

    protected override string Options => """{ "width": 4, "blocks": 2 }""";
}
