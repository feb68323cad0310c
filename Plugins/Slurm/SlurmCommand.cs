using System.Collections;
using System.ComponentModel;
using System.Diagnostics;

namespace GsFramework.Slurm;

/// <summary>Runs the programs of Slurm.</summary>
internal static class SlurmCommand
{
    private const string OwnVariables = "SLURM_";
    private const string ConfigurationVariable = "SLURM_CONF";

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);

    /// <summary>Runs one to its end.</summary>
    /// <param name="program">Its name, such as <c>sbatch</c>.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">What it reads, or null.</param>
    /// <returns>What it printed.</returns>
    /// <exception cref="UserException">It is not there, failed, or did not answer.</exception>
    public static string Run(string program, IEnumerable<string> arguments, string? input = null)
    {
        using var process = new Process { StartInfo = Start(program, arguments) };
        try
        {
            process.Start();
        }
        catch (Win32Exception fault)
        {
            throw new UserException(
                $"'{program}' cannot be started: {fault.Message}. Give the command on a machine that submits to Slurm, "
                    + "such as the cluster's login node, with Slurm's programs in PATH; or choose --launcher local.",
                fault
            );
        }

        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            process.StandardInput.Write(input ?? "");
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended without reading.
        }

        if (!process.WaitForExit(_patience))
        {
            process.Kill(entireProcessTree: true);
            throw new UserException(
                $"'{program}' did not answer within {_patience.TotalMinutes:F0} minutes. Is Slurm's controller up? "
                    + "'scontrol ping' tells."
            );
        }

        return process.ExitCode == 0
            ? output.GetAwaiter().GetResult()
            : throw new UserException($"{program}: {Reason(error.GetAwaiter().GetResult())}");
    }

    private static ProcessStartInfo Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // The last job of a launch submits the next one, and what it got itself is not for that.
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (name.StartsWith(OwnVariables, StringComparison.Ordinal) && name != ConfigurationVariable)
            {
                start.Environment.Remove(name);
            }
        }

        return start;
    }

    // "sbatch: error: invalid partition specified: x" on several lines.
    private static string Reason(string error) =>
        string.Join(
            ' ',
            error
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(static line => line.Split("error: ")[^1])
                .Distinct()
        ) is { Length: > 0 } reason
            ? reason
            : "it failed without a message.";
}
