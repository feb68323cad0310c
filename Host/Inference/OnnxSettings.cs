namespace GsFramework.Host.Inference;

/// <summary>How ONNX Runtime runs a file.</summary>
internal sealed record OnnxSettings
{
    /// <summary>Threads of one operation; 0 for all cores.</summary>
    public int Threads { get; init; }

    /// <summary>True to let threads that wait for the next operation spin, which is a little faster where nothing else runs, and
    /// much slower where something does.</summary>
    public bool Spinning { get; init; }

    /// <summary>Where the graph is to be written as ONNX Runtime rewrote it for this machine; null for nowhere.</summary>
    public string? OptimizedModelPath { get; init; }
}
