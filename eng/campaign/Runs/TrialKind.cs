using System.Diagnostics;

namespace GsFramework.Campaign.Runs;

/// <summary>A kind of trial with whole runs of the program.</summary>
/// <param name="name">Its name.</param>
/// <param name="setting">What all kinds share.</param>
/// <param name="attempt">One try.</param>
internal sealed class TrialKind(string name, Setting setting, Action<Trial> attempt) : IKind
{
    public string Name => name;

    public Tally Try(int first, TimeSpan time)
    {
        var start = Stopwatch.GetTimestamp();
        var tally = new Tally();
        do
        {
            tally += One(first + tally.Tried);
        } while (Stopwatch.GetElapsedTime(start) < time);

        return tally;
    }

    private Tally One(int number)
    {
        var folder = Path.Combine(setting.Folder, "trials", $"{name.Replace(' ', '-')}-{number}");
        Directory.CreateDirectory(folder);
        var trial = new Trial(number, Seeded.Random(setting.Seed, name, number), folder);
        try
        {
            attempt(trial);
        }
        catch (Exception fault) when (fault is IOException or UserException or InvalidOperationException)
        {
            trial.Add(FaultKind.Unhandled, $"The trial itself: {fault.Message}");
        }

        if (trial.Faults.Count > 0)
        {
            setting.Kept.Keep(name, trial.Faults, folder);
        }

        Folders.Remove(folder);
        return new Tally
        {
            Tried = 1,
            Kills = trial.Kills,
            Refused = trial.Refused,
            Accepted = trial.Accepted,
            Slowest = trial.Slowest,
            Faults = trial.Faults,
        };
    }
}
