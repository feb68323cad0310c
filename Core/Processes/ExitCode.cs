namespace GsFramework.Core.Processes;

/// <summary>What the program's exit codes say.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The program has failed.</summary>
    public const int Failed = 1;

    /// <summary>The user's input is wrong. A plugin whose code fails is such an input, as a broken file is.</summary>
    public const int WrongInput = 2;

    /// <summary>Ctrl-C or SIGTERM; a checkpoint was written.</summary>
    public const int Interrupted = 130;

    /// <summary>All of them in words.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> Meanings { get; } =
    [
        (Done, "done"),
        (Failed, "the program failed, or a check of 'gs verify' or of an export did"),
        (WrongInput, "the input is wrong: the message says what, where and what to do"),
        (Interrupted, "interrupted; 'gs resume' continues a run"),
    ];

    /// <summary>What ended a process whose exit code is that of a signal; null for another code.</summary>
    /// <param name="code">128 and the number of the signal, as .NET and shells have it.</param>
    public static string? Signal(int code) =>
        code switch
        {
            Interrupted or <= 128 or >= 160 => null,
            134 => "it was aborted (SIGABRT), by native code or Environment.FailFast",
            137 => "it was killed (SIGKILL), as the system does where memory runs out",
            139 => "native code crashed (SIGSEGV)",
            _ => $"signal {code - 128} ended it",
        };
}
