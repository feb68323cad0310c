namespace GsFramework.Graph;

/// <summary>A network graph is inconsistent, or an operation on it is impossible.</summary>
public class GraphException : UserException
{
    /// <summary>Creates the exception with a message that names the layer and the remedy.</summary>
    public GraphException(string message)
        : base(message) { }

    /// <summary>The record of the layer whose code is wrong; null where none is.</summary>
    public Type? Layer { get; init; }
}
