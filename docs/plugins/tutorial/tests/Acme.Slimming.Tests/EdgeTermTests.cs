using GsFramework.Testing;

namespace Acme.Slimming.Tests;

public sealed class EdgeTermTests : CompressionTermConformance<PluginModule>
{
    protected override string Key => "acme-edges";

    protected override string Options => """{ "weight": 5, "reach": 2 }""";
}
