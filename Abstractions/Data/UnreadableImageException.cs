namespace GsFramework.Data;

/// <summary>An image of a data set cannot be read; the set may do without it (<see cref="ILeavesImagesOut"/>). For any
/// other fault, which would come again with the images that are left, throw <see cref="UserException"/>.</summary>
public sealed class UnreadableImageException : UserException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which image, why it cannot be read, and what to do about it.</param>
    public UnreadableImageException(string message)
        : base(message) { }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">Which image, why it cannot be read, and what to do about it.</param>
    /// <param name="innerException">The cause.</param>
    public UnreadableImageException(string message, Exception innerException)
        : base(message, innerException) { }
}
