using System.CommandLine;

namespace GsFramework.Campaign.Sweeps;

/// <summary><c>eng/sweep.sh</c>.</summary>
internal static class SweepTrialsCommand
{
    /// <summary>The word after which its options stand.</summary>
    public const string Name = "sweeps";

    /// <summary>Reads a command line and does what it asks for.</summary>
    /// <returns>0 where every search reached the best of the grid with a third of its updates; 1 otherwise.</returns>
    public static int Run(string[] arguments)
    {
        var seeds = new Option<int>("--seeds")
        {
            HelpName = "N",
            Description = "Searches, with the seeds 1 to N.",
            DefaultValueFactory = static _ => 5,
        };
        var jobs = new Option<int>("--jobs", "-j")
        {
            HelpName = "N",
            Description = "Trials at a time. What TPE tries depends on it.",
            DefaultValueFactory = static _ => 1,
        };
        var work = new Option<string>("--work")
        {
            HelpName = "DIR",
            Description = "Where the sweeps are; those that are there are continued.",
            DefaultValueFactory = static _ => Path.Combine("artifacts", "sweeps"),
        };
        var output = new Option<string>("--out")
        {
            HelpName = "DIR",
            Description = "Where the page and its numbers are written.",
            DefaultValueFactory = static _ => Path.Combine("docs", "results", "sweep"),
        };
        var command = new RootCommand("Compares TPE with successive halving with the full grid.")
        {
            seeds,
            jobs,
            work,
            output,
        };
        command.SetAction(line =>
            SweepTrials.Run(
                line.GetValue(seeds),
                line.GetValue(jobs),
                Path.GetFullPath(line.GetValue(work)!),
                Path.GetFullPath(line.GetValue(output)!)
            )
        );
        return command.Parse(arguments).Invoke();
    }
}
