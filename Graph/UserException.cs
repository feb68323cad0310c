namespace GsFramework;

/// <summary>
/// The user's input is wrong. The message says what, where and what to do; the command line prints it without a stack
/// trace and ends with exit code 2. Plugins throw it for wrong options, files and data.
/// </summary>
public class UserException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, where, and what to do about it.</param>
    public UserException(string message)
        : base(message) { }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">What is wrong, where, and what to do about it.</param>
    /// <param name="innerException">The cause.</param>
    public UserException(string message, Exception innerException)
        : base(message, innerException) { }
}
