using System.Runtime.InteropServices;
using GsFramework.Core.Processes;

namespace GsFramework.Host.Diagnosis;

/// <summary>The program and the system on which it runs.</summary>
internal sealed record ProgramSection(
    string Version,
    string DotNet,
    string Os,
    string Architecture,
    IReadOnlyList<Finding> Findings
)
{
    public static ProgramSection Probe() =>
        new(
            HostVersion.Text,
            System.Environment.Version.ToString(),
            RuntimeInformation.OSDescription,
            Name(RuntimeInformation.ProcessArchitecture),
            [Judge()]
        );

    private static Finding Judge() =>
        OperatingSystem.IsLinux()
        && RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64
            ? Finding.Ok("This system is supported.")
            : Finding.Warning(
                "The program is tested on Linux on x64 processors alone.",
                "Compare results with those of such a machine."
            );

    private static string Name(Architecture architecture) => architecture.ToString().ToLowerInvariant();
}
