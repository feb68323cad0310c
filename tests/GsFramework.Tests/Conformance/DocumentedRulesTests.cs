using System.Reflection;
using System.Text.RegularExpressions;
using GsFramework.Testing;
using GsFramework.Tests.Host;

namespace GsFramework.Tests.Conformance;

public partial class DocumentedRulesTests
{
    [Fact]
    public void The_page_has_the_rules_that_the_kit_has()
    {
        var facts = typeof(ConformanceException)
            .Assembly.GetExportedTypes()
            .SelectMany(static type =>
                type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            )
            .Where(static method => method.GetCustomAttribute<FactAttribute>() is not null)
            .Select(static method => method.Name)
            .Distinct();
        var rows = Row()
            .Matches(File.ReadAllText(Repository.Path("docs", "plugins", "testing.md")))
            .Select(static match => match.Groups[1].Value)
            .Distinct();

        Assert.Equal(facts.Order(), rows.Order());
    }

    [GeneratedRegex("^\\| `([A-Z][a-z]*_\\w+)` \\|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
