namespace GsFramework.DataSets;

/// <summary>Something the user has to know and can fix; its message is all that is shown.</summary>
public sealed class FetchException : Exception
{
    /// <summary>An error with what is wrong and what to do.</summary>
    public FetchException(string message)
        : base(message) { }

    /// <summary>An error with what is wrong and what to do.</summary>
    public FetchException(string message, Exception cause)
        : base(message, cause) { }
}
