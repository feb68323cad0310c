using System.ComponentModel;
using System.Diagnostics;

namespace GsFramework.DataSets;

/// <summary>Programs of the system.</summary>
internal static class Tool
{
    /// <summary>Runs a program and waits for it.</summary>
    /// <exception cref="FetchException">It is missing, or it failed; the message holds its last words.</exception>
    public static void Run(string folder, string whatFor, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                var said = $"{errors.Trim()}\n{output.Result.Trim()}";
                throw new FetchException($"`{program} {string.Join(' ', arguments)}` failed:\n{said}".TrimEnd());
            }
        }
        catch (Win32Exception fault)
        {
            throw new FetchException(
                $"'{program}' is needed {whatFor}, and it is not on the PATH. Install it, or fetch the set on a "
                    + $"machine that has it.",
                fault
            );
        }
    }
}
