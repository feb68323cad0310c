using Autofac;
using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Loading;

namespace GsFramework.Tests.Core.Configuration;

/// <summary>A catalog of parts that a test registers itself.</summary>
internal static class TestParts
{
    public static PluginCatalog Catalog(Action<ContainerBuilder> register)
    {
        var assembly = typeof(TestParts).Assembly;
        return PluginCatalog.Compose([
            (new Plugin("Test", "1.0", assembly.Location, new string('0', 64), assembly), new TestModule(register)),
        ]);
    }

    private sealed class TestModule(Action<ContainerBuilder> register) : Module
    {
        protected override void Load(ContainerBuilder builder) => register(builder);
    }
}
