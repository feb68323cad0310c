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
}
