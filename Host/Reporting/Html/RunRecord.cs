using GsFramework.Host.Evaluation;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Reporting.Html;

/// <summary>What <c>result.json</c> says of a run, and what <c>comparison.json</c> adds to it.</summary>
internal sealed record RunRecord
{
    public string Name { get; init; } = "";

    public string Method { get; init; } = "";

    /// <summary>What the method said of its rounds; null where it had none.</summary>
    public SearchRecord? Search { get; init; }

    public int Seed { get; init; }

    public int? ImageSize { get; init; }

    public SizeRecord? Macs { get; init; }

    public SizeRecord? Parameters { get; init; }

    public SizeRecord? Bytes { get; init; }

    public IReadOnlyList<LayerRecord> Channels { get; init; } = [];

    public ExtractionRecord? Extraction { get; init; }

    /// <summary>Which network was kept; null in a result of before this was noted.</summary>
    public KeptResult? Kept { get; init; }

    /// <summary>The files that the model was written to for other programs.</summary>
    public IReadOnlyList<ExportedFile> Exports { get; init; } = [];

    public IReadOnlyList<Score> Scores { get; init; } = [];

    /// <summary>Wall-clock time by phase.</summary>
    public IReadOnlyDictionary<string, double?>? Seconds { get; init; }

    public long? PeakMemoryBytes { get; init; }

    public IReadOnlyList<string> UnreadableImages { get; init; } = [];

    /// <summary>The method's name in a comparison.</summary>
    public string? MethodName { get; init; }

    /// <summary>How many times fewer MACs were asked for in a comparison.</summary>
    public double? Ratio { get; init; }

    /// <summary>The run directory, relative to the comparison's.</summary>
    public string? Directory { get; init; }

    /// <summary>The command line of the run.</summary>
    public string? Command { get; init; }

    /// <summary>Processor time by phase.</summary>
    public IReadOnlyDictionary<string, double?>? CpuSeconds { get; init; }
}

/// <summary>The rounds of a method.</summary>
/// <param name="Round">What one is called.</param>
/// <param name="FirstComparable">The first whose losses and fitness can be compared with those of later ones.</param>
internal sealed record SearchRecord(string? Round, int? FirstComparable);

/// <summary>A number of the dense network and of the compact one.</summary>
/// <param name="Dense">G0.</param>
/// <param name="Compact">G.</param>
/// <param name="Ratio">How many times smaller G is.</param>
/// <param name="ReferenceRatio">The same by the counting rule of the papers; MACs only.</param>
internal sealed record SizeRecord(double Dense, double Compact, double Ratio, double? ReferenceRatio);

/// <summary>The output channels of a layer, and what they cost.</summary>
internal sealed record LayerRecord(string Layer, int Dense, int Compact, double? DenseMacs, double? CompactMacs);

/// <summary>A file for other programs, and how far its outputs are from the network's in TorchSharp, of values in [-1, 1].</summary>
/// <param name="File">Relative to the run's directory.</param>
/// <param name="Format">Of <c>gs export</c>.</param>
/// <param name="Bytes">Of the file.</param>
/// <param name="Images">On how many it was checked.</param>
/// <param name="Source">Which those were.</param>
/// <param name="MaxAbsDifference">The largest.</param>
/// <param name="MeanAbsDifference">The mean.</param>
/// <param name="ShareWithinOneStep">The share of values within one step of the last quantiser; null where there is none.</param>
internal sealed record ExportedFile(
    string File, string Format, double? Bytes, int? Images, string? Source, double? MaxAbsDifference, double? MeanAbsDifference, double? ShareWithinOneStep);

/// <summary>How far the compact network is from the masked one.</summary>
internal sealed record ExtractionRecord(double? MaxAbsDifference);
