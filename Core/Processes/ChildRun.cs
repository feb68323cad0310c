using System.Diagnostics;
using System.Runtime.InteropServices;

namespace GsFramework.Core.Processes;

/// <summary>A run of this program as a process of its own: its threads, its processor time and its memory are its
/// own.</summary>
internal static class ChildRun
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs a command line of this program to its end. A cancellation lets it write a checkpoint first; so
    /// does the end of this process, however it comes.</summary>
    /// <param name="arguments">The arguments of <c>gs</c>.</param>
    /// <param name="onLine">Gets every line that it writes for people.</param>
    /// <param name="cancellation">Interrupts it.</param>
    /// <param name="onResult">Gets every line of its results, or null where they are in a run directory.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="UserException">It cannot be started.</exception>
    public static int Run(
        IEnumerable<string> arguments,
        Action<string> onLine,
        CancellationToken cancellation,
        Action<string>? onResult = null
    )
    {
        var start = new ProcessStartInfo(DotNet())
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "gs.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[Interruption.SupervisedVariable] = "1";
        using var process = new Process { StartInfo = start };
        process.ErrorDataReceived += (_, line) => Forward(line.Data, onLine);
        process.OutputDataReceived += (_, line) => Forward(line.Data, onResult);
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            throw new UserException($"A run cannot be started as a process of its own: {fault.Message}", fault);
        }

        process.BeginErrorReadLine();
        process.BeginOutputReadLine();

        // The pipe's end tells the child to stop. The system closes it too when this process dies.
        using (cancellation.Register(() => Close(process)))
        {
            Wait(process, cancellation);
        }

        return process.ExitCode;

        static void Forward(string? line, Action<string>? receiver)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                receiver?.Invoke(line);
            }
        }
    }

    private static void Wait(Process process, CancellationToken cancellation)
    {
        while (!process.WaitForExit(TimeSpan.FromSeconds(1)))
        {
            if (cancellation.IsCancellationRequested && !process.WaitForExit(_patience))
            {
                process.Kill(entireProcessTree: true);
                break;
            }
        }

        process.WaitForExit(); // also for the last lines
    }

    private static void Close(Process process)
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already.
        }
    }

    // …/dotnet/shared/Microsoft.NETCore.App/VERSION/ is where the runtime of this process is.
    internal static string DotNet() =>
        Path.GetFullPath(
            Path.Combine(
                RuntimeEnvironment.GetRuntimeDirectory(),
                "..",
                "..",
                "..",
                OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"
            )
        );
}
