using System.Reflection;
using GsFramework.Core.Composition.Loading;
using GsFramework.Graph;
using GsFramework.Testing;
using Serilog.Core;

namespace GsFramework.Tests.Conformance;

/// <summary>Nothing that comes with the program is left out.</summary>
[Collection(nameof(OwnEnvironment))] // A launcher's test has programs of its own in the search path.
public class CoverageTests
{
    private static readonly Type[] _classes =
    [
        .. typeof(CoverageTests)
            .Assembly.GetExportedTypes()
            .Where(static type => type.Namespace == typeof(CoverageTests).Namespace && !type.IsAbstract),
    ];

    [Fact]
    public void Every_part_is_checked_by_the_kit()
    {
        using var catalog = PluginCatalog.Load([PluginSearch.BuiltIn], Logger.None);
        var known = catalog
            .Parts.Select(static part => part.Metadata)
            .Select(static part => $"{part.Contract.Name} {part.Key}");

        var tested = _classes
            .Where(static type => Base(type, typeof(PartConformance<,>)) is not null)
            .Select(static type =>
            {
                using var test = (IDisposable)Activator.CreateInstance(type)!;
                return $"{Base(type, typeof(PartConformance<,>))!.GetGenericArguments()[1].Name} {Member(test, "Key")}";
            });

        Assert.Empty(known.Except(tested));
    }

    [Fact]
    public void Every_kind_of_layer_is_checked_by_the_kit()
    {
        var tested = _classes
            .Where(static type => Base(type, typeof(LayerConformance<>)) is not null)
            .SelectMany(static type =>
            {
                using var test = (IDisposable)Activator.CreateInstance(type)!;
                return ((IReadOnlyList<Layer>)Member(test, "Layers")).Select(static layer => layer.Kind).ToArray();
            });

        Assert.Empty(LayerKind.BuiltIn.Select(static kind => kind.Name).Except(tested));
    }

    private static Type? Base(Type? type, Type definition) =>
        type is null || (type.IsGenericType && type.GetGenericTypeDefinition() == definition)
            ? type
            : Base(type.BaseType, definition);

    private static object Member(object test, string name) =>
        test.GetType().GetProperty(name, BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(test)!;
}
