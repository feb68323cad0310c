namespace GsFramework.Core.Data;

/// <summary>An image of a data set cannot be read; the set may do without it. Any other fault would come again with the images
/// that are left.</summary>
internal sealed class UnreadableImageException : UserException
{
    /// <summary>Creates the exception.</summary>
    public UnreadableImageException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public UnreadableImageException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
