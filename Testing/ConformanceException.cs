namespace GsFramework.Testing;

/// <summary>A part breaks a rule of its contract. The message names the rule, what was found, and how to fix
/// it.</summary>
public sealed class ConformanceException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which rule, what was found, what to do.</param>
    public ConformanceException(string message)
        : base(message) { }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">Which rule, what was found, what to do.</param>
    /// <param name="innerException">What the part threw.</param>
    public ConformanceException(string message, Exception innerException)
        : base(message, innerException) { }
}
