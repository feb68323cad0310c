using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using GsFramework.Core.Interchange;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Comparison;

/// <summary>The content of <c>comparison.json</c>. Fields may be added, never renamed.</summary>
internal sealed record ComparisonResult
{
    /// <summary>The file's name.</summary>
    public const string FileName = "comparison.json";

    /// <summary>The version of this form.</summary>
    public const int Schema = 1;

    private const string Again = "Run the 'gs compare' that made it again: it keeps the runs and writes the file.";

    public int SchemaVersion { get; init; } = Schema;

    public required string Name { get; init; }

    /// <summary>How to make it again.</summary>
    public string? Command { get; init; }

    /// <summary>The words with which the program was started; null in files of before they were kept.</summary>
    public string? Program { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Wall-clock seconds of all runs together.</summary>
    public double? Seconds { get; init; }

    /// <summary>Processor seconds of all runs together.</summary>
    public double? CpuSeconds { get; init; }

    /// <summary>What every run could spend.</summary>
    public ComparisonBudget? Budget { get; init; }

    /// <summary>True for a few steps that only try whether everything runs.</summary>
    public bool Smoke { get; init; }

    /// <summary>What a reader must know about runs that were not all made alike.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What was not the same for all runs, in full; <see cref="Notes"/> has it in words.</summary>
    public IReadOnlyList<UnequalTerm> Unequal { get; init; } = [];

    public VersionsRecord? Versions { get; init; }

    public MachineRecord? Machine { get; init; }

    /// <summary>The precision of all runs whose method names no other, and how it was chosen; null in files of before
    /// this was noted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PrecisionRecord? Precision { get; init; }

    /// <summary>The method with which the others are compared.</summary>
    public string? Reference { get; init; }

    public IReadOnlyList<double> Ratios { get; init; } = [];

    public IReadOnlyList<int> Seeds { get; init; } = [];

    /// <summary>How far the MACs of a run may be from their target, as a part of it.</summary>
    public double? Tolerance { get; init; }

    /// <summary>The scores that come first.</summary>
    public IReadOnlyList<string> PrimaryMetrics { get; init; } = [];

    public IReadOnlyList<MethodSummary> Methods { get; init; } = [];

    /// <summary>The mean over seeds of every method at every ratio.</summary>
    public required IReadOnlyList<ComparisonRow> Summary { get; init; }

    /// <summary>What every run of the table left in its <c>result.json</c>, and what it was for.</summary>
    public required IReadOnlyList<ComparedResult> Runs { get; init; }

    /// <summary>The same of the first halves of methods that have two.</summary>
    public IReadOnlyList<ComparedResult> FirstHalves { get; init; } = [];

    /// <summary>Runs that were planned and have no result.</summary>
    public IReadOnlyList<RunFailure> Failures { get; init; } = [];

    /// <summary>True where networks were timed.</summary>
    [JsonIgnore]
    public bool HasDeployed => Summary.Any(static row => row.Deployed is not null);

    /// <summary>What stands beside the head of a column of times: a mark where times cannot be compared.</summary>
    [JsonIgnore]
    public string TimesMark => Unequal.Any(static term => term.ChangesTimes) ? $" {UnequalTerm.Mark}" : "";

    /// <summary>Reads the file of a comparison.</summary>
    /// <exception cref="UserException">It is damaged, or a later version of the program wrote it.</exception>
    public static ComparisonResult Read(string path)
    {
        return RecordJson.ReadVersion<ComparisonResult>(path, Schema, Again);
    }

    /// <summary>Writes it into the directory of a comparison.</summary>
    public void Write(string root) => AtomicFile.WriteAllText(Path.Combine(root, FileName), RecordJson.Text(this));
}

/// <summary>The result of a run, and what the run was for.</summary>
internal sealed record ComparedResult : RunResult
{
    /// <summary>Takes the result over.</summary>
    [SetsRequiredMembers]
    public ComparedResult(RunResult result)
        : base(result) { }

    /// <summary>For the reader.</summary>
    [JsonConstructor]
    public ComparedResult() { }

    /// <summary>The method's name in the comparison.</summary>
    [JsonPropertyOrder(-2)]
    public string? MethodName { get; init; }

    /// <summary>How many times fewer MACs were asked for; null where all channels stay.</summary>
    [JsonPropertyOrder(-1)]
    public double? Ratio { get; init; }

    /// <summary>The run directory, relative to the comparison's.</summary>
    public string? Directory { get; init; }

    /// <summary>The command line of the run.</summary>
    public string? Command { get; init; }

    public VersionsRecord? Versions { get; init; }

    /// <summary>The method.</summary>
    [JsonIgnore]
    public string ComparedMethod => MethodName ?? Method;
}

/// <summary>A budget.</summary>
/// <param name="Kind"><c>updates</c> or <c>cpu-seconds</c>.</param>
/// <param name="Value">How much.</param>
internal sealed record ComparisonBudget(string Kind, double Value)
{
    /// <summary>The kind that is worth more on a fast processor.</summary>
    public const string CpuSeconds = "cpu-seconds";
}

/// <summary>A method as it was compared.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Summary">One line.</param>
/// <param name="Settings">What it changes of the base configuration.</param>
/// <param name="From">The method that it begins with, or null.</param>
internal sealed record MethodSummary(string Name, string? Summary, IReadOnlyList<string>? Settings, string? From);

/// <summary>A run without a result.</summary>
internal sealed record RunFailure(string Run, string? Reason);

/// <summary>A method at a ratio, over its seeds.</summary>
internal sealed record ComparisonRow
{
    public required string MethodName { get; init; }

    public double? Ratio { get; init; }

    /// <summary>How many seeds there are results of.</summary>
    public required int Seeds { get; init; }

    public double? Macs { get; init; }

    /// <summary>The teacher's.</summary>
    public required double DenseMacs { get; init; }

    /// <summary>The teacher's multiply-accumulates / the mean of the method's.</summary>
    public required double MacRatio { get; init; }

    /// <summary>The largest deviation of a run from the target, as a part of it; null where there is no
    /// target.</summary>
    public double? LargestDeviation { get; init; }

    public double? Bytes { get; init; }

    /// <summary>The teacher's.</summary>
    public required double DenseBytes { get; init; }

    /// <summary>The bytes of the teacher's weight file / the mean of the method's.</summary>
    public required double ByteRatio { get; init; }

    public required double Parameters { get; init; }

    /// <summary>What the smallest file costs that ONNX Runtime loads and that computes what was scored; null where a
    /// run was not timed.</summary>
    public DeployedCost? Deployed { get; init; }

    /// <summary>Updates of the generator: slimming and fine-tuning, those of a method that this one begins with among
    /// them.</summary>
    public required double Updates { get; init; }

    /// <summary>Processor seconds of slimming or search and fine-tuning, those of a method that this one begins with
    /// among them.</summary>
    public required double TrainingCpuSeconds { get; init; }

    public IReadOnlyList<ComparedScore> Scores { get; init; } = [];
}

/// <summary>The file to deploy of a method, the mean over its seeds.</summary>
/// <param name="Format">Of <c>gs export</c>.</param>
/// <param name="Bytes">Of the file.</param>
/// <param name="ByteRatio">The bytes of the teacher's weight file / those.</param>
/// <param name="TimesFaster">The time of the teacher in fp32 / that of the file, both in turn in one process.</param>
internal sealed record DeployedCost(string Format, double Bytes, double ByteRatio, double TimesFaster)
{
    /// <summary>Of <see cref="TimesFaster"/>, over seeds; null for one seed.</summary>
    public double? TimesFasterStandardError { get; init; }
}

/// <summary>A score of a method over its seeds.</summary>
internal sealed record ComparedScore
{
    public required string Metric { get; init; }

    public required bool LowerIsBetter { get; init; }

    /// <summary>The teacher's, where it has one.</summary>
    [Signed]
    public double? Dense { get; init; }

    [Signed]
    public required double Mean { get; init; }

    /// <summary>Of the mean, over seeds; null for one seed.</summary>
    public double? StandardError { get; init; }

    /// <summary>By seed, in ascending order of the seeds.</summary>
    public IReadOnlyList<double> PerSeed { get; init; } = [];

    /// <summary>Against the reference method at the same ratio; absent for that itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PairedTest? VersusReference { get; init; }
}
