namespace GsFramework.Campaign.Cluster;

/// <summary><c>cluster.json</c>: what one call of <c>eng/cluster.sh</c> found.</summary>
/// <param name="Date">When.</param>
/// <param name="Machine">On which processors.</param>
/// <param name="LoadBefore">Processes that wanted to compute before it began, on the average of a minute.</param>
/// <param name="Seed">What chance followed from.</param>
/// <param name="Runs">Runs of the comparison.</param>
/// <param name="Updates">Updates of each.</param>
/// <param name="Local">Carried out by <c>gs compare --jobs 2</c>.</param>
/// <param name="Slurm">Handed over, and left in peace.</param>
/// <param name="Disturbed">Handed over, and disturbed.</param>
/// <param name="GatherSeconds">What <c>gs compare DIR --gather</c> takes.</param>
/// <param name="Thousand">The large plan.</param>
internal sealed record ClusterResults(
    string Date,
    string Machine,
    double LoadBefore,
    int Seed,
    int Runs,
    int Updates,
    CarriedOut Local,
    CarriedOut Slurm,
    DisturbedComparison Disturbed,
    double GatherSeconds,
    LargePlan Thousand
)
{
    /// <summary>The file.</summary>
    public const string File = "cluster.json";
}

/// <summary>Times of a comparison from the moment at which the command was given.</summary>
/// <param name="CommandSeconds">Until the command returned.</param>
/// <param name="FirstStepSeconds">Until the first update of a run was done.</param>
/// <param name="WholeSeconds">Until the last table was written.</param>
internal sealed record CarriedOut(double CommandSeconds, double FirstStepSeconds, double WholeSeconds);

/// <summary>What a comparison bore.</summary>
/// <param name="Requeues">Jobs that were queued again while they ran.</param>
/// <param name="Kills">Processes that were ended by SIGKILL.</param>
/// <param name="Losses">Nodes that were lost with all their jobs.</param>
/// <param name="Starts">How often a process began or continued a run.</param>
/// <param name="Launches">How often runs were handed over.</param>
/// <param name="Overlaps">Moments at which two processes were at work on one run.</param>
/// <param name="HalfWritten">Half-written files that were left.</param>
/// <param name="Differing">What differs from the local comparison.</param>
/// <param name="DifferingInPeace">The same of the one that was left in peace.</param>
/// <param name="WholeSeconds">Until the last table was written.</param>
/// <param name="Log">What was done.</param>
internal sealed record DisturbedComparison(
    int Requeues,
    int Kills,
    int Losses,
    int Starts,
    int Launches,
    int Overlaps,
    int HalfWritten,
    IReadOnlyList<string> Differing,
    IReadOnlyList<string> DifferingInPeace,
    double WholeSeconds,
    IReadOnlyList<string> Log
);

/// <summary>A plan of many runs.</summary>
/// <param name="Runs">How many.</param>
/// <param name="NoneSeconds">What <c>--launcher none</c> takes.</param>
/// <param name="SlurmSeconds">What <c>--launcher slurm</c> takes.</param>
/// <param name="Sbatch">How often sbatch was called.</param>
/// <param name="Queued">Tasks in Slurm's queue after it.</param>
/// <param name="StatusSeconds">What <c>gs status</c> takes.</param>
/// <param name="GatherSeconds">What <c>--gather</c> takes while nothing is finished.</param>
/// <param name="PlanBytes">The size of <c>plan.jsonl</c>.</param>
internal sealed record LargePlan(
    int Runs,
    double NoneSeconds,
    double SlurmSeconds,
    int Sbatch,
    int Queued,
    double StatusSeconds,
    double GatherSeconds,
    long PlanBytes
);
