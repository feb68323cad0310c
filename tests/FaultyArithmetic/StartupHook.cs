using System.Runtime.CompilerServices;
using GsFramework.Core.Arithmetic.Native;
using TorchSharp;
using static TorchSharp.torch;

/// <summary>What .NET runs before a program's own code: see <c>DOTNET_STARTUP_HOOKS</c>. The name is the runtime's. It
/// writes one byte as the size of every cache, as oneDNN reads it on a machine that hides them; with
/// <c>FAULTY_ARITHMETIC=hidden</c> so that it cannot be repaired.</summary>
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
        try
        {
            InitializeDeviceType(DeviceType.CPU);
        }
        catch (Exception)
        {
            // The program itself has to say that libtorch does not load.
            return;
        }

        using var scope = NewDisposeScope();
        nn.functional.conv2d(zeros(1, 16, 8, 8), zeros(16, 16, 5, 5));
        var caches = OneDnnCaches.Find()
            ?? throw new InvalidOperationException("oneDNN's table of caches was not found.");
        var sizes = caches.Table[..caches.Sizes.Count];
        sizes.Fill(1);
        if (Environment.GetEnvironmentVariable("FAULTY_ARITHMETIC") == "hidden")
        {
            // A size beyond the last level, which oneDNN does not read: nothing looks like its table now.
            caches.Table[sizes.Length] = 1;
        }
    }
}
