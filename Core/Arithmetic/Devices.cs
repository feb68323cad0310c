using GsFramework.Core.Arithmetic.Native;
using GsFramework.Core.Configuration;
using GsFramework.Core.Processes;
using Serilog;
using TorchSharp;

namespace GsFramework.Core.Arithmetic;

/// <summary>Where to compute, and with how many threads.</summary>
internal static class Devices
{
    /// <summary>What to do where a native library does not load.</summary>
    public const string LoadRemedy =
        "Build the program on this system with 'dotnet build Host -c Release', or copy the whole output folder with "
        + "its runtimes/.";

    private const string WaitPolicy = "OMP_WAIT_POLICY";

    private static readonly Lock _initializing = new();

    /// <summary>Loads libtorch and sees to it that it computes right, before anything is computed.</summary>
    /// <param name="choice">Where to compute.</param>
    /// <param name="threads">Threads of one operation on the CPU; 0 for all cores.</param>
    /// <param name="bfloat16">True when convolutions will be computed in bf16 too.</param>
    /// <param name="log">Gets one warning when the arithmetic had to be put right.</param>
    /// <exception cref="UserException">libtorch does not load, CUDA was asked for and is absent, or the arithmetic is
    /// wrong.</exception>
    public static torch.Device Open(DeviceChoice choice, int threads, bool bfloat16, ILogger log)
    {
        Load(threads);
        var device = new torch.Device(TypeOf(choice, IsCudaPresent));
        TrustedArithmetic.Ensure(device, bfloat16, log);
        return device;
    }

    /// <inheritdoc cref="Open"/>
    public static void OpenCpu(int threads, ILogger log) => Open(DeviceChoice.Cpu, threads, bfloat16: false, log);

    /// <summary>The kind of device of a run on a system with or without CUDA.</summary>
    internal static DeviceType TypeOf(DeviceChoice choice, Func<bool> isCudaPresent)
    {
        if (choice == DeviceChoice.Cpu || (choice == DeviceChoice.Auto && !isCudaPresent()))
        {
            return DeviceType.CPU;
        }

        return isCudaPresent()
            ? DeviceType.CUDA
            : throw new UserException(
                "device is 'cuda', but this program finds no CUDA device. Build it with -p:TorchBackend=cuda on a "
                    + "system with an "
                    + "NVIDIA card and its driver, or set device to 'cpu' or 'auto'."
            );
    }

    /// <summary>Loads libtorch without a look at its arithmetic.</summary>
    /// <param name="threads">Threads of one operation on the CPU; 0 for all cores.</param>
    /// <exception cref="UserException">libtorch does not load.</exception>
    public static void Load(int threads)
    {
        LoadNative();
        torch.set_num_threads(threads > 0 ? threads : Environment.ProcessorCount);
    }

    private static void LoadNative()
    {
        // Threads of OpenMP that wait by spinning take the cores from other programs, and two such programs slow each
        // other down many times over. But a thread that sleeps takes some 80 µs to wake, longer than most operations of
        // a step take, so it spins for as long (libgomp's count) before it sleeps.
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(WaitPolicy)))
        {
            NativeEnvironment.SetDefault("GOMP_SPINCOUNT", "2000");
        }

        NativeEnvironment.SetDefault(WaitPolicy, "PASSIVE");

        try
        {
            Initialize();
            LibTorch.Quieten();
        }
        catch (Exception fault)
        {
            var reason = fault.GetBaseException().Message.Split('\n')[0].Trim();
            throw new UserException(
                $"libtorch cannot be loaded: {reason} {LoadRemedy} '{Shell.Command("doctor")}' tells more of this "
                    + $"machine.",
                fault
            );
        }
    }

    // Where it fails, TorchSharp writes advice for its own users to standard output, which is for results.
    private static void Initialize()
    {
        lock (_initializing)
        {
            var output = Console.Out;
            Console.SetOut(TextWriter.Null);
            try
            {
                torch.InitializeDeviceType(TorchSharp.DeviceType.CPU);
            }
            finally
            {
                Console.SetOut(output);
            }
        }
    }

    /// <summary>Whether there is a CUDA device that can be used.</summary>
    // A CUDA build without a driver throws where it is first touched.
    public static bool IsCudaPresent()
    {
        try
        {
            return torch.cuda.is_available();
        }
        catch (Exception)
        {
            return false;
        }
    }
}
