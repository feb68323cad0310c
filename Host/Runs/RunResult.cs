using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using GsFramework.Core.Arithmetic;
using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using GsFramework.Graph;
using GsFramework.Host.Evaluation;

namespace GsFramework.Host.Runs;

/// <summary>The content of <c>result.json</c>. Fields may be added, never renamed.</summary>
internal record RunResult
{
    /// <summary>The version of this form.</summary>
    public const int Schema = 1;

    public int SchemaVersion { get; init; } = Schema;

    public required string Name { get; init; }

    /// <summary>The method's name, such as <c>gs-8</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The options of a method that replaces slimming, else null.</summary>
    public JsonNode? MethodOptions { get; init; }

    [Signed]
    public int Seed { get; init; }

    /// <summary>True for a few steps that only try whether everything runs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Smoke { get; init; }

    /// <summary>Side of the images in pixels.</summary>
    public int? ImageSize { get; init; }

    public required MacPair Macs { get; init; }

    public required SizePair Parameters { get; init; }

    /// <summary>Of the weight files.</summary>
    public required SizePair Bytes { get; init; }

    public required IReadOnlyList<LayerChannels> Channels { get; init; }

    /// <summary>The dense network as it can be drawn; null in a result of before this was noted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<DrawnNode>? Drawing { get; init; }

    public ExtractionRecord? Extraction { get; init; }

    /// <summary>Which network was kept; null in a result of before this was noted.</summary>
    public KeptResult? Kept { get; init; }

    public required IReadOnlyList<Score> Scores { get; init; }

    /// <summary>What a method said of its rounds; null where it had none.</summary>
    public SearchRounds? Search { get; init; }

    public TrainingSteps? Steps { get; init; }

    /// <summary>Wall-clock time.</summary>
    public TrainingTimes? Seconds { get; init; }

    /// <summary>Processor time.</summary>
    public TrainingTimes? CpuSeconds { get; init; }

    public long? PeakMemoryBytes { get; init; }

    public string? Device { get; init; }

    /// <summary>The precision of the trainings and how it was chosen; null in a result of before this was
    /// noted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PrecisionRecord? Precision { get; init; }

    /// <summary>The arithmetic of the process that scored.</summary>
    public ArithmeticRecord? Arithmetic { get; init; }

    /// <summary>The arithmetics of all processes of the run, in a few words each.</summary>
    public IReadOnlyList<string> Arithmetics { get; init; } = [];

    /// <summary>Where the run was computed, in its order; null in a result of before this was noted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ComputedOn>? Machines { get; init; }

    /// <summary>Paths of images that were left out.</summary>
    public IReadOnlyList<string> UnreadableImages { get; init; } = [];

    /// <summary>What the run warned of up to its scores, such as a target that it missed; null where nothing was, and
    /// in results of before this was noted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Warnings { get; init; }

    /// <summary>The files that the model was written to for other programs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ExportedFile>? Exports { get; init; }

    /// <summary>The export to ship; null where none is known to compute the network that was scored.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DeployableFile? Deployable { get; init; }

    /// <summary>The values of options that were left to the program, by their names; null where none was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, CostChoice>? Choices { get; init; }

    /// <summary>How long the networks take; null where they were not timed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LatencyRecord? Latency { get; init; }

    /// <summary>What a later version of the program has added; it is kept.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Further { get; init; }

    /// <summary>The result with other exports.</summary>
    public RunResult With(IReadOnlyList<ExportedFile> exports) =>
        this with
        {
            Exports = exports,
            Deployable = DeployableFile.Of(exports, Bytes.Dense),
        };

    /// <summary>Reads the result of a run.</summary>
    /// <exception cref="UserException">It is damaged, or a later version of the program wrote it.</exception>
    public static RunResult Read(RunDirectory directory)
    {
        var again =
            $"Restore it, or make it again with "
            + $"'{Shell.Command("resume", directory.Root, "--from", PhaseName.Evaluate)}'.";
        return RecordJson.ReadVersion<RunResult>(directory.Result, Schema, again);
    }

    /// <summary>The result of a run that is to be changed; null where there is none. A damaged one counts as none:
    /// it is there only where the evaluation is to make another.</summary>
    public static RunResult? Find(RunDirectory directory)
    {
        try
        {
            return File.Exists(directory.Result) ? Read(directory) : null;
        }
        catch (UserException)
        {
            return null;
        }
    }

    /// <summary>Writes it into a run directory.</summary>
    public void Write(RunDirectory directory) => AtomicFile.WriteAllText(directory.Result, RecordJson.Text(this));
}

/// <summary>A number of the dense network and of the compact one.</summary>
/// <param name="Dense">G0.</param>
/// <param name="Compact">G.</param>
/// <param name="Ratio">How many times smaller G is.</param>
internal record SizePair(long Dense, long Compact, double Ratio)
{
    /// <summary>The pair of two numbers.</summary>
    public static SizePair Of(long dense, long compact) => new(dense, compact, (double)dense / compact);
}

/// <summary>Multiply-accumulates for an image.</summary>
/// <param name="Dense">G0, by the exact rule.</param>
/// <param name="Compact">G, by the exact rule.</param>
/// <param name="Ratio">How many times fewer G has.</param>
/// <param name="ReferenceRatio">The same by the counting rule of the papers.</param>
internal sealed record MacPair(long Dense, long Compact, double Ratio, double? ReferenceRatio)
    : SizePair(Dense, Compact, Ratio)
{
    /// <summary>The pair of two costs.</summary>
    public static MacPair Of(GraphCost dense, GraphCost compact) =>
        new(
            dense.Macs,
            compact.Macs,
            (double)dense.Macs / Math.Max(1, compact.Macs),
            (double)dense.ReferenceMacs / Math.Max(1, compact.ReferenceMacs)
        );
}

/// <summary>How far the compact network is from the masked one.</summary>
/// <param name="MaxAbsDifference">Null where a method made the network without a masked one.</param>
internal sealed record ExtractionRecord(double? MaxAbsDifference);

/// <summary>The rounds of a method.</summary>
/// <param name="Round">What one is called.</param>
/// <param name="FirstComparable">The first whose losses and fitness can be compared with those of later ones.</param>
internal sealed record SearchRounds(string? Round, int? FirstComparable);

/// <summary>Updates of the generator.</summary>
internal sealed record TrainingSteps(int Slim, int Finetune);

/// <summary>Seconds of a run. Those of a method's search count as slimming.</summary>
/// <param name="Slim">Of slimming; null where that was not noted.</param>
/// <param name="Finetune">Of fine-tuning; likewise.</param>
/// <param name="Total">Of all there was to do.</param>
internal sealed record TrainingTimes(double? Slim, double? Finetune, double? Total);

/// <summary>The smallest file that a runtime loads and that computes what was scored.</summary>
/// <param name="File">Relative to the run's directory.</param>
/// <param name="Format">Of <c>gs export</c>.</param>
/// <param name="Bytes">Of the file.</param>
/// <param name="Ratio">How many times smaller it is than the dense network's weights in fp32.</param>
internal sealed record DeployableFile(string File, string Format, long Bytes, double Ratio)
{
    /// <summary>The one among some exports; null where there is none.</summary>
    public static DeployableFile? Of(IEnumerable<ExportedFile> exports, long dense) =>
        exports.Where(static file => file.ComputesModel == true).MinBy(static file => file.Bytes) is { } best
            ? new DeployableFile(best.File, best.Format, best.Bytes, (double)dense / best.Bytes)
            : null;
}

/// <summary>A file for other programs, and how far its outputs are from the network's in TorchSharp, of values in [-1,
/// 1].</summary>
/// <param name="File">Relative to the run's directory.</param>
/// <param name="Format">Of <c>gs export</c>.</param>
/// <param name="Bytes">Of the file.</param>
internal sealed record ExportedFile(string File, string Format, long Bytes)
{
    /// <summary>Of the file; null where an earlier version wrote it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sha256 { get; init; }

    /// <summary>The bytes that pruning went by; absent where it went by something else.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? PredictedBytes { get; init; }

    /// <summary>How much larger the file is than predicted, as a share; null where nothing was predicted.</summary>
    [JsonIgnore]
    public double? Unforeseen => PredictedBytes is { } predicted ? ((double)Bytes / predicted) - 1 : null;

    /// <summary>The prediction beside the file, in words; null where nothing was predicted.</summary>
    [JsonIgnore]
    public string? Prediction =>
        Unforeseen is { } off
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"predicted {PredictedBytes:N0} bytes, measured {Bytes:N0} ({100 * off:+0.0;-0.0} %)"
            )
            : null;

    /// <summary>On how many images it was checked.</summary>
    public int? Images { get; init; }

    /// <summary>Which those were.</summary>
    public string? Source { get; init; }

    public double? MaxAbsDifference { get; init; }

    public double? MeanAbsDifference { get; init; }

    /// <summary>The share of values within one step of the last quantiser; absent where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ShareWithinOneStep { get; init; }

    /// <summary>The difference to the MODEL that the file was made of, which is what was scored; null where an earlier
    /// version wrote the file.</summary>
    public double? ModelMaxAbsDifference { get; init; }

    public double? ModelMeanAbsDifference { get; init; }

    /// <summary>The share of values that are within one grey level of the MODEL's, or one step of the last quantiser
    /// where that is larger.</summary>
    public double? ModelShareWithinOneStep { get; init; }

    /// <summary>False where the file computes another network than the MODEL; null where an earlier version wrote the
    /// file.</summary>
    public bool? ComputesModel { get; init; }

    /// <summary>What else was measured.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Further { get; init; }
}
