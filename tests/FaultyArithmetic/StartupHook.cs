using System.Runtime.CompilerServices;
using GsFramework.Host.Arithmetic.Native;
using TorchSharp;
using static TorchSharp.torch;

/// <summary>What .NET runs before a program's own code: see <c>DOTNET_STARTUP_HOOKS</c>. The name is the runtime's.</summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        // The variable reaches every process of .NET, compilers too.
        if (File.Exists(Path.Combine(AppContext.BaseDirectory, "TorchSharp.dll")))
        {
            Break();
        }
    }

    // A method of its own: TorchSharp is looked for when it is compiled.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Break()
    {
        InitializeDeviceType(DeviceType.CPU);
        using var scope = NewDisposeScope();
        nn.functional.conv2d(zeros(1, 16, 8, 8), zeros(16, 16, 5, 5));
        var caches = OneDnnCaches.Find() ?? throw new InvalidOperationException("oneDNN's table of caches was not found.");
        caches.Break();
    }
}
