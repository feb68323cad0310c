using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using GsFramework.Core.Processes;

namespace GsFramework.Campaign.Runs;

/// <summary>What a run of the program ended with.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Output">Its results.</param>
/// <param name="Error">What it wrote for people.</param>
internal sealed record GsEnd(int Code, string Output, string Error)
{
    /// <summary>The end in a line.</summary>
    public string Text =>
        $"exit code {Code}: {Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "nothing"}";
}

/// <summary>A running process of the program, to be disturbed.</summary>
internal sealed class Gs : IDisposable
{
    public const int Killed = 9;
    public const int Terminated = 15;
    public const int Continued = 18;
    public const int Stopped = 19;

    // A tiny run takes seconds, on a busy machine a minute.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private Gs(Process process) => _process = process;

    public bool HasEnded => _process.HasExited;

    /// <summary>Starts the program.</summary>
    /// <param name="arguments">The command line.</param>
    public static Gs Start(params string[] arguments) =>
        Start(ChildRun.DotNet(), [Path.Combine(AppContext.BaseDirectory, "gs.dll"), .. arguments]);

    /// <summary>Starts the program where no file may have more than so many KiB: a write beyond fails.</summary>
    public static Gs StartLimited(int kilobytes, params string[] arguments) =>
        Start(
            "/bin/bash",
            [
                "-c",
                $"trap '' XFSZ; ulimit -f {kilobytes}; exec \"$@\"",
                "bash",
                ChildRun.DotNet(),
                Path.Combine(AppContext.BaseDirectory, "gs.dll"),
                .. arguments,
            ]
        );

    /// <summary>Runs the program to its end.</summary>
    public static GsEnd Run(params string[] arguments)
    {
        using var gs = Start(arguments);
        return gs.End();
    }

    /// <summary>Sends a signal.</summary>
    public void Send(int signal)
    {
        if (!_process.HasExited)
        {
            _ = Signal(_process.Id, signal);
        }
    }

    /// <summary>Waits at most so long for its end.</summary>
    public bool WaitFor(TimeSpan time) => _process.WaitForExit(time);

    /// <summary>What it has written so far for people and as results.</summary>
    public string Written
    {
        get
        {
            lock (_output)
            {
                return _output.ToString() + _error;
            }
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <param name="patience">After this it is killed, and the exit code is that of a kill.</param>
    public GsEnd End(TimeSpan? patience = null)
    {
        if (!_process.WaitForExit(patience ?? _patience))
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.WaitForExit();
        lock (_output)
        {
            return new GsEnd(_process.ExitCode, _output.ToString(), _error.ToString());
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static Gs Start(string file, string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };

        // The runtime maps memory by way of a large file, to which a limit would apply.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        var gs = new Gs(new Process { StartInfo = start });
        gs._process.OutputDataReceived += (_, line) => gs.Note(gs._output, line.Data);
        gs._process.ErrorDataReceived += (_, line) => gs.Note(gs._error, line.Data);
        gs._process.Start();
        gs._process.BeginOutputReadLine();
        gs._process.BeginErrorReadLine();
        return gs;
    }

    private void Note(StringBuilder to, string? line)
    {
        lock (_output)
        {
            to.Append(line).Append('\n');
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);
}
