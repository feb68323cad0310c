using System.Diagnostics;
using GsFramework.Launching;

namespace GsFramework.Tests.Docs.Launchers;

/// <summary>Hands runs to batch(1), which starts them when the load of this machine allows it.</summary>
public sealed class BatchLauncher : IRunLauncher
{
    public int Threads => 1;

    public bool HasEqualProcessors => true;

    public void Check() { }

    public IReadOnlyList<string> Launch(RunLaunch launch)
    {
        launch.Cancellation.ThrowIfCancellationRequested();

        // One line, since batch(1) knows of nothing that waits for another job.
        var lines = launch
            .Levels.SelectMany(level => level.Select(run => run.Arguments))
            .Append(launch.Gather)
            .Select(words => string.Join(' ', launch.Program.Concat(words).Select(word => $"'{word}'")));
        using var batch = Process.Start(new ProcessStartInfo("batch") { RedirectStandardInput = true })!;
        batch.StandardInput.WriteLine(string.Join("; ", lines));
        batch.StandardInput.Close();
        batch.WaitForExit();
        return batch.ExitCode == 0 ? [] : throw new UserException("batch did not take the runs.");
    }

    public IReadOnlyList<string> Unfinished(IReadOnlyList<string> jobs) => [];
}
