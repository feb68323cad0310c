using System.Text;

namespace GsFramework.Core.Arithmetic.Native;

/// <summary>
/// Switches of libtorch that TorchSharp does not offer, by their exported names. libtorch must be loaded. Where a name
/// is absent (another system, another libtorch), the switch does nothing and says so.
/// </summary>
internal static unsafe class LibTorch
{
    private const int ErrorLevel = 2;

    private static readonly Lazy<LoadedLibrary?> _core = new(static () => LoadedLibrary.Find("libc10.so"));
    private static readonly Lazy<LoadedLibrary?> _cpu = new(static () => LoadedLibrary.Find("libtorch_cpu.so"));

    /// <summary>The library that holds the kernels of the CPU, with oneDNN in it.</summary>
    public static LoadedLibrary? Cpu => _cpu.Value;

    /// <summary>Whether memory of new tensors on the CPU is filled with NaN: what reads it before it is written then
    /// shows.</summary>
    /// <returns>Whether it was before; null when there is no such switch.</returns>
    public static bool? FillNewMemoryWithNaN(bool on)
    {
        var flag = (byte*)(_core.Value?.Export("FLAGS_caffe2_cpu_allocator_do_junk_fill") ?? 0);
        if (flag is null)
        {
            return null;
        }

        var before = *flag != 0;
        *flag = on ? (byte)1 : (byte)0;
        return before;
    }

    /// <summary>Lets libtorch compute with oneDNN, or without.</summary>
    /// <returns>False when there is no such switch.</returns>
    public static bool UseOneDnn(bool on) => Switch("_ZN2at7Context20setUserEnabledMkldnnEb", on);

    /// <summary>
    /// Keeps libtorch from warning on the standard error stream, and from NNPACK: on a processor that NNPACK does not
    /// know, it warns at every convolution; and where oneDNN is off, its kernels trade accuracy for speed.
    /// </summary>
    public static void Quieten()
    {
        _ = Switch("_ZN2at7Context20setUserEnabledNNPACKEb", false);
        var level = (int*)(_core.Value?.Export("FLAGS_caffe2_log_level") ?? 0);
        if (level is not null && *level < ErrorLevel)
        {
            *level = ErrorLevel;
        }
    }

    /// <summary>The vector instructions that libtorch's own kernels use, such as <c>AVX512</c>; empty when it does not
    /// say.</summary>
    public static string CpuCapability() => Text("_ZN2at18get_cpu_capabilityB5cxx11Ev");

    /// <summary>oneDNN's version; empty when libtorch does not say.</summary>
    public static string OneDnnVersion() => Text("_ZN2at18get_mkldnn_versionB5cxx11Ev");

    /// <summary>How libtorch was built and with what, several lines; empty when it does not say.</summary>
    public static string Configuration() => Text("_ZN2at11show_configB5cxx11Ev");

    // A function that returns std::string gets the place for it as an argument: pointer, length, and 16 bytes for short
    // texts. What it points to is not freed: a few hundred bytes once.
    private static string Text(string function)
    {
        var call = (delegate* unmanaged<nint*, void>)(Cpu?.Export(function) ?? 0);
        if (call is null)
        {
            return "";
        }

        var text = stackalloc nint[4];
        call(text);
        return Encoding.UTF8.GetString((byte*)text[0], checked((int)text[1]));
    }

    private static bool Switch(string setter, bool on)
    {
        var context = (delegate* unmanaged<nint>)(Cpu?.Export("_ZN2at13globalContextEv") ?? 0);
        var set = (delegate* unmanaged<nint, byte, void>)(Cpu?.Export(setter) ?? 0);
        if (context is null || set is null)
        {
            return false;
        }

        set(context(), on ? (byte)1 : (byte)0);
        return true;
    }
}
