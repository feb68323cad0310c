using System.Reflection;
using GsFramework.Testing;

namespace GsFramework.Tests.Conformance.Broken;

/// <summary>Runs the facts of the kit on a part that a test has made.</summary>
internal static class Facts
{
    /// <summary>Passes when these facts fail and no others, each with a message that says its rule.</summary>
    /// <param name="create">A new test of the kit, for each fact.</param>
    /// <param name="found">What the message of the first one says, besides.</param>
    /// <param name="facts">The facts.</param>
    public static void Fail<T>(Func<T> create, string found, params string[] facts)
        where T : IDisposable
    {
        var failed = Failed(create);

        Assert.Equal(facts.Order(), failed.Keys.Order());
        Assert.All(failed, static pair => Assert.Contains(pair.Key.Replace('_', ' '), pair.Value, StringComparison.Ordinal));
        Assert.All(failed, static pair => Assert.Contains("\nMend: ", pair.Value, StringComparison.Ordinal));
        Assert.Contains(found, failed[facts[0]], StringComparison.Ordinal);
    }

    /// <summary>Passes when every fact does.</summary>
    public static void Pass<T>(Func<T> create)
        where T : IDisposable => Assert.Empty(Failed(create));

    private static Dictionary<string, string> Failed<T>(Func<T> create)
        where T : IDisposable
    {
        var failed = new Dictionary<string, string>();
        foreach (var fact in typeof(T).GetMethods().Where(static method => method.GetCustomAttribute<FactAttribute>() is not null))
        {
            using var test = create();
            try
            {
                fact.Invoke(test, null);
            }
            catch (TargetInvocationException fault)
            {
                failed.Add(fact.Name, Assert.IsType<ConformanceException>(fault.InnerException).Message);
            }
        }

        return failed;
    }
}
