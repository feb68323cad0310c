using GsFramework.Core.Processes;
using Microsoft.ML.OnnxRuntime;

namespace GsFramework.Core.Inference;

/// <summary>ONNX Runtime's one environment in a process: it reports to nobody, and writes no warnings to the
/// terminal.</summary>
internal static class OnnxEnvironment
{
    private static readonly Lazy<OrtEnv> _opened = new(static () =>
    {
        // ONNX Runtime reports to its makers unless it is told not to. On Linux it begins with that as soon as it is
        // loaded, and leaves a file in the temporary folder; the variable is read before.
        NativeEnvironment.SetDefault("ORT_DISABLE_TELEMETRY", "1");
        var environment = Create();
        environment.DisableTelemetryEvents();
        return environment;
    });

    /// <summary>Opens it, unless it is open.</summary>
    public static void Open() => _ = _opened.Value;

    // It warns while it is created, of graphics cards that it cannot ask for instance: its log has a level from the
    // start.
    private static OrtEnv Create()
    {
        try
        {
            var options = new EnvironmentCreationOptions
            {
                logId = "gs",
                logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            };
            return OrtEnv.CreateInstanceWithOptions(ref options);
        }
        catch (OnnxRuntimeException) when (OrtEnv.IsCreated)
        {
            // A plugin came first.
            var environment = OrtEnv.Instance();
            environment.EnvLogLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
            return environment;
        }
    }
}
