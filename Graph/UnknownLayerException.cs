namespace GsFramework.Graph;

/// <summary>A graph has a layer of a kind that is not known here: the plugin that has it is not loaded, or has not
/// registered it.</summary>
public sealed class UnknownLayerException : GraphException
{
    /// <summary>Creates the exception with a message that names the layer and the remedy.</summary>
    public UnknownLayerException(string message)
        : base(message) { }
}
