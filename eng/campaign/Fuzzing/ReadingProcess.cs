using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using GsFramework.Core.Processes;

namespace GsFramework.Campaign.Fuzzing;

/// <summary>Reads damaged files in a process of its own, and begins another one where it dies or hangs.</summary>
/// <param name="folder">The prepared folder of the campaign.</param>
/// <param name="seed">The seed.</param>
/// <param name="guided">Whether inputs follow the branches that they reach.</param>
/// <param name="kept">Keeps what fails.</param>
internal sealed class ReadingProcess(string folder, int seed, bool guided, Kept kept) : IDisposable
{
    // Far beyond what counts as slow: the reader hangs.
    private static readonly TimeSpan _hangs = TimeSpan.FromSeconds(60);

    private readonly Lazy<string> _program = new(() =>
        guided ? InstrumentedCopy.Make() : typeof(ReadingProcess).Assembly.Location
    );

    private Process? _process;

    /// <summary>Reads damaged files for a while.</summary>
    public Tally Read(string reader, int first, TimeSpan time)
    {
        var order = string.Create(CultureInfo.InvariantCulture, $"{reader}\t{first}\t{(int)time.TotalMilliseconds}");
        var tally = Ask(order, time + _hangs) ?? Dead(first);
        foreach (var fault in tally.Faults.Where(fault => kept.Wants(reader, fault)))
        {
            if (Input(reader, fault.Number) is { } input)
            {
                kept.Keep(reader, fault, input);
            }
        }

        return tally;
    }

    /// <summary>Reads one file.</summary>
    public Tally Read(string reader, string file) => Ask($"{reader}\t{file}", _hangs) ?? Dead(0);

    public void Dispose() => End();

    // What follows from branches does not follow from a number: the process has left it.
    private byte[]? Input(string reader, int number)
    {
        var path = guided ? GuidedInputs.FailedFile(folder, number) : Path.Combine(folder, "input");
        return guided || Ask($"{reader}\t{number}\tinput\t{path}", _hangs) is not null ? File.ReadAllBytes(path) : null;
    }

    private Tally? Ask(string order, TimeSpan patience)
    {
        _process ??= Start();
        _process.StandardInput.WriteLine(order);
        var line = _process.StandardOutput.ReadLineAsync();
        return line.Wait(patience) && line.Result is { } text ? JsonSerializer.Deserialize<Tally>(text) : null;
    }

    private Tally Dead(int first)
    {
        var isHanging = !_process!.WaitForExit(TimeSpan.FromSeconds(2));
        var code = isHanging ? 0 : _process.ExitCode;
        End();
        var bytes = File.ReadAllBytes(Path.Combine(folder, FuzzWorker.NumberFile));
        var number = BitConverter.ToInt32(bytes);
        if (guided)
        {
            File.Copy(GuidedInputs.CurrentFile(folder), GuidedInputs.FailedFile(folder, number), overwrite: true);
        }

        return new Tally
        {
            Tried = number - first + 1,
            Refused = 0,
            Accepted = 0,
            Slowest = isHanging ? _hangs.TotalSeconds : null,
            Faults =
            [
                new Fault(
                    number,
                    FaultKind.Unhandled,
                    isHanging
                        ? $"Hangs: it took more than {_hangs.TotalSeconds} s."
                        : $"The process died: {ExitCode.Signal(code) ?? $"exit code {code}"}."
                ),
            ],
        };
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(
            ChildRun.DotNet(),
            [_program.Value, "--worker", folder, "--seed", $"{seed}", .. guided ? ["--guided"] : (string[])[]]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, line) => Console.Error.WriteLine(line.Data);
        process.BeginErrorReadLine();
        return process;
    }

    private void End()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process?.Dispose();
        _process = null;
    }
}
