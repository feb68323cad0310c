using GsFramework.Core.Arithmetic;
using Serilog.Core;

namespace GsFramework.Testing.Kit;

/// <summary>libtorch in a test project.</summary>
internal static class Native
{
    private static readonly Lazy<bool> _loaded = new(static () =>
    {
        try
        {
            // Tests run side by side, so libtorch gets one thread each; results then do not depend on the machine
            // either.
            Devices.OpenCpu(threads: 1, Logger.None);
            return true;
        }
        catch (UserException fault)
        {
            throw new ConformanceException(
                "libtorch does not load in this test project. Let the project refer to the native package of its "
                    + "system, such as "
                    + $"<PackageReference Include=\"libtorch-cpu-linux-x64\" />, in the version that TorchSharp was "
                    + $"built for. {fault.Message}",
                fault
            );
        }
    });

    /// <summary>Loads it once.</summary>
    /// <exception cref="ConformanceException">It does not load.</exception>
    public static void Load() => _ = _loaded.Value;
}
