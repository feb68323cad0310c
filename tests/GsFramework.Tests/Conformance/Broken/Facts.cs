using System.Reflection;
using GsFramework.Testing;
using GsFramework.Testing.Kit;

namespace GsFramework.Tests.Conformance.Broken;

/// <summary>Runs the facts of the kit on a part that a test has made.</summary>
internal static class Facts
{
    /// <summary>Passes when these facts fail and no others, each with a message that says its rule; what cannot be
    /// judged without them says so.</summary>
    /// <param name="create">A new test of the kit, for each fact.</param>
    /// <param name="found">What the message of the first one says, besides.</param>
    /// <param name="facts">The facts.</param>
    public static void Fail<T>(Func<T> create, string found, params string[] facts)
        where T : IDisposable
    {
        var (failed, unjudged) = Run(create);

        var told = failed.OrderBy(static pair => pair.Key).Select(static pair => $"{pair.Key}: {pair.Value}");
        Assert.True(
            facts.Order().SequenceEqual(failed.Keys.Order()),
            $"Expected {string.Join(", ", facts.Order())}; failed were:\n{string.Join('\n', told)}"
        );
        Assert.All(failed, static pair =>
            Assert.Contains(pair.Key.Replace('_', ' '), pair.Value.Message, StringComparison.Ordinal)
        );
        Assert.All(failed, static pair => Assert.Contains("\nFix: ", pair.Value.Message, StringComparison.Ordinal));
        Assert.All(failed, static pair =>
            Assert.DoesNotContain("frame #", pair.Value.ToString(), StringComparison.Ordinal)
        );
        Assert.Contains(found, failed[facts[0]].Message, StringComparison.Ordinal);
        Assert.All(unjudged, pair =>
            Assert.Contains(facts, fact =>
                pair.Value.Message.EndsWith(
                    $"Not judged. Fix first: {fact.Replace('_', ' ')}.",
                    StringComparison.Ordinal
                )
            )
        );
    }

    /// <summary>Passes when every fact does.</summary>
    public static void Pass<T>(Func<T> create)
        where T : IDisposable
    {
        var (failed, unjudged) = Run(create);

        Assert.Empty(failed);
        Assert.Empty(unjudged);
    }

    /// <summary>Runs every fact.</summary>
    public static (
        IReadOnlyDictionary<string, ConformanceException> Failed,
        IReadOnlyDictionary<string, Exception> Unjudged
    ) Run<T>(Func<T> create)
        where T : IDisposable
    {
        var failed = new Dictionary<string, ConformanceException>();
        var unjudged = new Dictionary<string, Exception>();
        foreach (
            var fact in typeof(T)
                .GetMethods()
                .Where(static method => method.GetCustomAttribute<FactAttribute>() is not null)
        )
        {
            using var test = create();
            try
            {
                fact.Invoke(test, null);
            }
            catch (TargetInvocationException fault) when (fault.InnerException is PrerequisiteException skip)
            {
                // What xunit takes for a skipped test.
                Assert.StartsWith("$XunitDynamicSkip$", skip.Message, StringComparison.Ordinal);
                unjudged.Add(fact.Name, skip);
            }
            catch (TargetInvocationException fault)
            {
                failed.Add(fact.Name, Assert.IsType<ConformanceException>(fault.InnerException));
            }
        }

        return (failed, unjudged);
    }
}
