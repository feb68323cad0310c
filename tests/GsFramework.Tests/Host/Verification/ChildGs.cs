using System.Diagnostics;
using System.Runtime.InteropServices;

namespace GsFramework.Tests.Host.Verification;

/// <summary>The program in a process of its own, with a variable in its environment that is read once.</summary>
internal static class ChildGs
{
    public static (int ExitCode, string Output, string Error) Run(
        string variable,
        string value,
        params string[] arguments
    )
    {
        var start = new ProcessStartInfo(
            Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"),
            [Path.Combine(AppContext.BaseDirectory, "gs.dll"), .. arguments]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[variable] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.Result, error);
    }
}
