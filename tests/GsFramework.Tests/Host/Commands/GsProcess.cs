using System.Diagnostics;
using System.Runtime.InteropServices;

namespace GsFramework.Tests.Host.Commands;

/// <summary>The program in a process of its own, for what concerns the whole process.</summary>
internal static class GsProcess
{
    private static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "gs.dll");

    private static string DotNet { get; } =
        Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet");

    /// <summary>Runs a command line to its end.</summary>
    /// <param name="environment">Variables beside those of the tests; null takes one away.</param>
    /// <param name="arguments">The command line.</param>
    public static Gs Run(IReadOnlyDictionary<string, string?> environment, params string[] arguments) =>
        RunFile(Program, environment, arguments);

    /// <summary>Runs another copy of the program.</summary>
    /// <param name="file">Its gs.dll.</param>
    /// <inheritdoc cref="Run"/>
    public static Gs RunFile(string file, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        using var process = StartFile(file, environment, arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        return new Gs(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Runs a line of a shell in which <c>gs</c> is the program.</summary>
    /// <param name="folder">The working directory.</param>
    /// <param name="line">The line.</param>
    /// <param name="within">The words of a command that starts the shell; none for the shell itself.</param>
    public static Gs Shell(string folder, string line, params string[] within)
    {
        string[] words = [.. within, "/bin/sh", "-c", $"gs() {{ '{DotNet}' '{Program}' \"$@\"; }}\n{line}"];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        return new Gs(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Runs a command line on a terminal, which script(1) makes.</summary>
    /// <param name="columns">The width of the terminal.</param>
    /// <param name="variables">Variables of the environment, as a shell has them before a command.</param>
    /// <param name="arguments">The command line.</param>
    /// <returns>The output is what the terminal was sent, from both streams.</returns>
    public static Gs OnTerminal(int columns, string variables, params string[] arguments)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && File.Exists("/usr/bin/script"),
            "There is no script(1) of Linux, which makes terminals."
        );
        var line = string.Join(
            ' ',
            new[] { DotNet, Program }.Concat(arguments).Select(static argument => $"'{argument}'")
        );
        var start = new ProcessStartInfo(
            "/usr/bin/script",
            ["-q", "-e", "-c", $"stty cols {columns} rows 50; CI= TERM=xterm {variables} {line}", "/dev/null"]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        return new Gs(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Starts a command line. What it writes has to be read.</summary>
    /// <inheritdoc cref="Run"/>
    public static Process Start(IReadOnlyDictionary<string, string?> environment, params string[] arguments) =>
        StartFile(Program, environment, arguments);

    private static Process StartFile(string file, IReadOnlyDictionary<string, string?> environment, string[] arguments)
    {
        var start = new ProcessStartInfo(DotNet, [file, .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
