namespace GsFramework.Testing.Kit;

/// <summary>One rule, as one part keeps or breaks it.</summary>
/// <param name="Part">The part for people: <c>the compression term 'edges' (Acme.EdgeTerm)</c>.</param>
/// <param name="Fact">The name of the fact that checks the rule, which is the rule as a sentence.</param>
internal readonly record struct Rule(string Part, string Fact)
{
    /// <summary>Fails unless the rule holds.</summary>
    /// <param name="holds">Whether it does.</param>
    /// <param name="found">What was found instead, a sentence.</param>
    /// <param name="mend">What the author can do, a sentence.</param>
    /// <exception cref="ConformanceException">It does not.</exception>
    public void Require(bool holds, string found, string mend)
    {
        if (!holds)
        {
            throw Broken(found, mend);
        }
    }

    /// <summary>The failure.</summary>
    public ConformanceException Broken(string found, string mend, Exception? cause = null)
    {
        var message = $"Rule broken by {Part}: {Fact.Replace('_', ' ')}.\nFound: {found}\nMend: {mend}\n(The rules: docs/plugins/testing.md)";
        return cause is null ? new ConformanceException(message) : new ConformanceException(message, cause);
    }

    /// <summary>Runs the part's code; what it throws breaks the rule.</summary>
    public T Run<T>(Func<T> action, string doing)
    {
        try
        {
            return action();
        }
        catch (Exception fault) when (fault is not ConformanceException)
        {
            throw Broken($"{doing} threw {fault.GetType().Name}: {fault.Message}", "Make it work with what this fact gives it; the cause below says where it failed.", fault);
        }
    }

    /// <inheritdoc cref="Run{T}(Func{T}, string)"/>
    public void Run(Action action, string doing) => Run(
        () =>
        {
            action();
            return true;
        },
        doing);
}
