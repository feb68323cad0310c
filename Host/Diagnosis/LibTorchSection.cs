using System.Reflection;
using GsFramework.Core.Arithmetic;
using GsFramework.Core.Arithmetic.Native;
using TorchSharp;

namespace GsFramework.Host.Diagnosis;

/// <summary>The library that computes.</summary>
/// <param name="TorchSharp">Version of the binding.</param>
/// <param name="Version">Version of libtorch; null when it does not load.</param>
/// <param name="OneDnn">Version of oneDNN; empty when libtorch does not say.</param>
/// <param name="CpuCapability">The instructions of libtorch's own kernels.</param>
/// <param name="Configuration">How libtorch was built, line by line.</param>
/// <param name="CudaDevices">How many there are.</param>
/// <param name="Findings">What was found.</param>
internal sealed record LibTorchSection(
    string TorchSharp,
    string? Version,
    string OneDnn,
    string CpuCapability,
    IReadOnlyList<string> Configuration,
    int CudaDevices,
    IReadOnlyList<Finding> Findings
)
{
    /// <summary>Loads libtorch.</summary>
    public static LibTorchSection Probe()
    {
        var binding = typeof(torch)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0]
            ?? "";
        try
        {
            Devices.Load(threads: 0);
        }
        catch (UserException fault)
        {
            return new LibTorchSection(
                binding,
                null,
                "",
                "",
                [],
                0,
                [Finding.Fault(fault.Message.Split(Devices.LoadRemedy)[0].Trim(), Devices.LoadRemedy)]
            );
        }

        var devices = Devices.IsCudaPresent() ? torch.cuda.device_count() : 0;
        return new LibTorchSection(
            binding,
            torch.__version__,
            LibTorch.OneDnnVersion(),
            LibTorch.CpuCapability(),
            LibTorch
                .Configuration()
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            devices,
            [Finding.Ok("It loads.")]
        );
    }
}
