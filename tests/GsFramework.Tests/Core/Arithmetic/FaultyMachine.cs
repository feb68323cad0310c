using GsFramework.Core.Arithmetic;
using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Core.Arithmetic;

/// <summary>
/// A machine on which libtorch's convolutions are wrong: the program in a process in which tests/FaultyArithmetic makes
/// oneDNN believe that the processor's caches have one byte.
/// </summary>
internal static class FaultyMachine
{
    /// <summary>What .NET loads before the program to make the fault.</summary>
    public static string Hook { get; } = Path.Combine(AppContext.BaseDirectory, "FaultyArithmetic.dll");

    /// <summary>The variables that make the fault in a process.</summary>
    /// <param name="forced">What <see cref="TrustedArithmetic.Variable"/> holds; null for nothing.</param>
    /// <param name="isHidden">True when the fault cannot be repaired in memory.</param>
    public static Dictionary<string, string?> Environment(string? forced = null, bool isHidden = false) =>
        new()
        {
            ["DOTNET_STARTUP_HOOKS"] = Hook,
            ["FAULTY_ARITHMETIC"] = isHidden ? "hidden" : null,
            [TrustedArithmetic.Variable] = forced,

            // libtorch is loaded before the program can say so.
            ["OMP_WAIT_POLICY"] = "PASSIVE",
        };

    /// <summary>Runs a command line there.</summary>
    /// <inheritdoc cref="Environment"/>
    public static Gs Run(string[] arguments, string? forced = null, bool isHidden = false) =>
        GsProcess.Run(Environment(forced, isHidden), arguments);
}
