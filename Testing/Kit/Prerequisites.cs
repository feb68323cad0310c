using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace GsFramework.Testing.Kit;

/// <summary>The facts on which others stand: where one of them fails, it alone does, and those are not
/// judged.</summary>
/// <remarks>
/// Each is tried once for a part, and its own test reports what was found then. So whatever keeps others from being
/// judged fails a test, even when a part does not do the same each time.
/// </remarks>
internal static class Prerequisites
{
    private static readonly ConcurrentDictionary<(object Part, string Fact), Lazy<Exception?>> _outcomes = new();

    /// <summary>Continues when the fact holds.</summary>
    /// <param name="rule">The rule that stands on it, or its own.</param>
    /// <param name="part">What is judged: a value that is equal for every test of one class.</param>
    /// <param name="fact">The fact's name.</param>
    /// <param name="check">What it checks.</param>
    /// <exception cref="ConformanceException">It does not hold, and the rule is its own.</exception>
    /// <exception cref="PrerequisiteException">It does not hold, and the rule is another one's.</exception>
    public static void Require(Rule rule, object part, string fact, Action<Rule> check)
    {
        if (
            _outcomes
                .GetOrAdd((part, fact), _ => new Lazy<Exception?>(() => Failure(rule with { Fact = fact }, check)))
                .Value
            is not { } failure
        )
        {
            return;
        }

        if (failure is PrerequisiteException || rule.Fact == fact)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        throw new PrerequisiteException(fact, failure);
    }

    private static Exception? Failure(Rule rule, Action<Rule> check)
    {
        try
        {
            check(rule);
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }
}
