using System.CommandLine;

namespace GsFramework.Campaign.Cluster;

/// <summary><c>eng/cluster.sh</c>.</summary>
internal static class ClusterCommand
{
    /// <summary>The word after which its options stand.</summary>
    public const string Name = "cluster";

    /// <summary>Reads a command line and does what it asks for.</summary>
    /// <returns>0 where all numbers were the same; 2 where there is no Slurm.</returns>
    public static int Run(string[] arguments)
    {
        var seed = new Option<int>("--seed")
        {
            Description = "What all chance follows from.",
            DefaultValueFactory = static _ => 1,
        };
        var output = new Option<string>("--out")
        {
            HelpName = "DIR",
            Description = "Where the page and its numbers are written.",
            DefaultValueFactory = static _ => Path.Combine("docs", "results", "cluster"),
        };
        var command = new RootCommand("Compares a comparison on a Slurm with the same on this machine.")
        {
            seed,
            output,
        };
        command.SetAction(line => ClusterTrial.Run(line.GetValue(seed), Path.GetFullPath(line.GetValue(output)!)));
        return command.Parse(arguments).Invoke();
    }
}
