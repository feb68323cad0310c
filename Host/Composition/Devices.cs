using GsFramework.Host.Configuration;
using TorchSharp;

namespace GsFramework.Host.Composition;

/// <summary>Where to compute, and with how many threads.</summary>
internal static class Devices
{
    /// <summary>The device of a run.</summary>
    /// <exception cref="UserException">libtorch does not load, or CUDA was asked for and is absent.</exception>
    public static torch.Device Choose(DeviceChoice choice)
    {
        LoadNative();
        return new torch.Device(TypeOf(choice, IsCudaPresent));
    }

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
                "device is 'cuda', but this program finds no CUDA device. Build it with -p:TorchBackend=cuda on a system with an " +
                "NVIDIA card and its driver, or set device to 'cpu' or 'auto'.");
    }

    /// <summary>Sets the threads of one operation on the CPU.</summary>
    /// <param name="threads">How many; 0 for all cores.</param>
    public static void SetThreads(int threads)
    {
        LoadNative();
        torch.set_num_threads(threads > 0 ? threads : Environment.ProcessorCount);
    }

    /// <summary>Loads libtorch.</summary>
    /// <exception cref="UserException">It does not load.</exception>
    public static void LoadNative()
    {
        // Threads of OpenMP that wait by spinning take the cores from other programs, and two such programs slow each other
        // down many times over.
        NativeEnvironment.SetDefault("OMP_WAIT_POLICY", "PASSIVE");

        try
        {
            torch.InitializeDeviceType(TorchSharp.DeviceType.CPU);
        }
        catch (Exception fault)
        {
            var reason = fault.GetBaseException().Message.Split('\n')[0].Trim();
            throw new UserException(
                $"libtorch cannot be loaded: {reason} Build the program on this system with 'dotnet build Host -c Release', or " +
                "copy the whole output folder with its runtimes/.", fault);
        }
    }

    // A CUDA build without a driver throws where it is first touched.
    private static bool IsCudaPresent()
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
