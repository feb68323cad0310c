using Microsoft.ML.OnnxRuntime;

namespace GsFramework.Core.Inference;

/// <summary>How ONNX Runtime runs a file.</summary>
internal sealed record OnnxSettings
{
    /// <summary>Threads of one operation; 0 for all cores.</summary>
    public int Threads { get; init; }

    /// <summary>Where the graph is to be written as ONNX Runtime rewrote it for this machine; null for
    /// nowhere.</summary>
    public string? OptimizedModelPath { get; init; }

    /// <summary>How the path of a file begins into which ONNX Runtime writes what each operator takes; null for no such
    /// file. It is written by <see cref="OnnxNetwork.EndProfile"/>.</summary>
    public string? ProfilePrefix { get; init; }

    /// <summary>The same as ONNX Runtime takes it, for the processor of this machine.</summary>
    public SessionOptions ToSessionOptions()
    {
        var options = new SessionOptions
        {
            IntraOpNumThreads = Threads > 0 ? Threads : Environment.ProcessorCount,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };

        // Within a run threads that wait for the next operation spin, as those of other programs' sessions do; after it
        // they sleep, so that they take nothing from other sessions and from libtorch.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "1");
        options.AddSessionConfigEntry("session.force_spinning_stop", "1");

        if (!ProcessorFeatures.AddsProductsExactly)
        {
            options.AddSessionConfigEntry("session.x64quantprecision", "1");
        }

        if (OptimizedModelPath is { } path)
        {
            options.OptimizedModelFilePath = path;
        }

        if (ProfilePrefix is { } prefix)
        {
            options.ProfileOutputPathPrefix = prefix;
            options.EnableProfiling = true;
        }

        return options;
    }
}
