using GsFramework.Core.Processes;

namespace GsFramework.Campaign.Runs;

/// <summary>One try with whole runs of the program: what it ended with, and what was wrong.</summary>
/// <param name="number">Its number.</param>
/// <param name="random">Its chance.</param>
/// <param name="folder">A folder for it.</param>
internal sealed class Trial(int number, Random random, string folder)
{
    private readonly List<Fault> _faults = [];

    public Random Random => random;

    public string Folder => folder;

    /// <summary>A run directory in the folder.</summary>
    public string Out { get; set; } = Path.Combine(folder, "out");

    /// <summary>How many processes it ended by a signal.</summary>
    public int Kills { get; set; }

    /// <summary>How often the program refused with a message.</summary>
    public int Refused { get; set; }

    /// <summary>How often it did what it was asked.</summary>
    public int Accepted { get; set; }

    /// <summary>Seconds of the slowest answer; null where nothing is timed.</summary>
    public double? Slowest { get; set; }

    public IReadOnlyList<Fault> Faults => _faults;

    /// <summary>Notes a fault.</summary>
    public void Add(FaultKind kind, string text) => _faults.Add(new Fault(number, kind, text));

    /// <summary>Notes the end of a process.</summary>
    /// <param name="what">The command.</param>
    /// <param name="end">How it ended.</param>
    /// <param name="allowed">The exit codes that are right; 2 counts as refused.</param>
    /// <returns>Whether it was one of them.</returns>
    public bool Ended(string what, GsEnd end, params int[] allowed)
    {
        var isMessage = end.Code != ExitCode.WrongInput || end.Error.Trim().Length > 0;
        if (!allowed.Contains(end.Code) || !isMessage)
        {
            Add(FaultKind.Unhandled, $"{what}: {end.Text}");
            File.WriteAllText(Path.Combine(folder, "last-output.txt"), end.Output + end.Error);
            return false;
        }

        _ = end.Code == ExitCode.WrongInput ? Refused++ : Accepted++;
        return true;
    }

    /// <summary>Compares a finished run with the undisturbed one.</summary>
    public void Compare(IReadOnlyList<string> differing)
    {
        if (differing.Count > 0)
        {
            Add(FaultKind.Different, string.Join(", ", differing.Take(8)));
        }

        if (Comparing.Halves(Out) is { Count: > 0 } halves)
        {
            Add(FaultKind.HalfWritten, string.Join(", ", halves.Take(8)));
        }
    }
}
