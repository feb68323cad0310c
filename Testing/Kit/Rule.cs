using GsFramework.Core.Composition.Failures;

namespace GsFramework.Testing.Kit;

/// <summary>One rule, as one part keeps or breaks it.</summary>
/// <param name="Part">The part for people: <c>the compression term 'edges' (Acme.EdgeTerm)</c>.</param>
/// <param name="Fact">The name of the fact that checks the rule, which is the rule as a sentence.</param>
internal readonly record struct Rule(string Part, string Fact)
{
    /// <summary>Fails unless the rule holds.</summary>
    /// <param name="holds">Whether it does.</param>
    /// <param name="found">What was found instead, a sentence.</param>
    /// <param name="fix">What the author can do, a sentence.</param>
    /// <exception cref="ConformanceException">It does not.</exception>
    public void Require(bool holds, string found, string fix)
    {
        if (!holds)
        {
            throw Broken(found, fix);
        }
    }

    /// <summary>The failure.</summary>
    public ConformanceException Broken(string found, string fix, Exception? cause = null)
    {
        var message =
            $"Rule broken by {Part}: {Fact.Replace('_', ' ')}.\nFound: {found}\nFix: {fix}\n(The rules: "
            + $"docs/plugins/testing.md)";
        return cause is null ? new ConformanceException(message) : new ConformanceException(message, cause);
    }

    /// <summary>Runs the part's code; what it throws breaks the rule.</summary>
    /// <param name="action">The code.</param>
    /// <param name="doing">What it does, the subject of a sentence.</param>
    /// <param name="fix">What the author can do where the exception does not say so itself; null for the usual.</param>
    public T Run<T>(Func<T> action, string doing, string? fix = null)
    {
        try
        {
            return action();
        }
        catch (Exception fault) when (fault is not (ConformanceException or PrerequisiteException))
        {
            var (reason, remedy) = fault is UserException ? ($"'{fault.Message}'", null) : FailureText.Of(fault);

            // libtorch appends its own trace to its message, and xunit prints the messages of causes, too.
            var isPlain = !Chain(fault).Any(static cause => cause.Message.Contains('\n'));
            throw Broken(
                $"{doing} threw {reason}{FailurePlace.Of(fault)}",
                remedy ?? fix ?? "Make it work with what this fact gives it; the line above says where it failed.",
                isPlain ? fault : null
            );
        }
    }

    /// <inheritdoc cref="Run{T}(Func{T}, string, string?)"/>
    public void Run(Action action, string doing, string? fix = null) =>
        Run(
            () =>
            {
                action();
                return true;
            },
            doing,
            fix
        );

    private static IEnumerable<Exception> Chain(Exception fault)
    {
        for (var cause = fault; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}
