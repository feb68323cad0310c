using System.Text.Json.Serialization;
using GsFramework.Core.Arithmetic.Native;

namespace GsFramework.Core.Arithmetic;

/// <summary>The arithmetic of a process as it stands in files.</summary>
internal sealed record ArithmeticRecord
{
    /// <summary>native, repaired or reference.</summary>
    public string? Kind { get; init; }

    /// <summary>True when the user asked for it.</summary>
    public bool? Forced { get; init; }

    /// <summary>The instructions by which libtorch computes, such as <c>AVX512</c>.</summary>
    public string? CpuCapability { get; init; }

    /// <summary>The version of oneDNN.</summary>
    public string? OneDnn { get; init; }

    /// <summary>What was tested.</summary>
    public IReadOnlyList<TrialRecord> SelfTest { get; init; } = [];

    /// <summary>It in a few words: <c>repaired, AVX512</c>; null where nothing is known.</summary>
    [JsonIgnore]
    public string? Words =>
        Kind is null && CpuCapability is null
            ? null
            : string.Join(", ", new[] { Kind, CpuCapability }.Where(static word => !string.IsNullOrEmpty(word)));

    /// <summary>The arithmetic of this process; null in one that has not tested it.</summary>
    public static ArithmeticRecord? Now() =>
        TrustedArithmetic.Current is not { } state
            ? null
            : new ArithmeticRecord
            {
                Kind = state.Name,
                Forced = state.IsForced,
                CpuCapability = LibTorch.CpuCapability(),
                OneDnn = LibTorch.OneDnnVersion(),
                SelfTest = [.. state.Trials.SelectMany(TrialRecord.Of)],
            };
}

/// <summary>A test of one arithmetic on one device in one precision, or why it could not be tried.</summary>
/// <param name="Kind">native, repaired or reference.</param>
internal sealed record TrialRecord(string? Kind)
{
    /// <summary>Why the arithmetic could not be tried; null where it was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Unavailable { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Device { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Precision { get; init; }

    /// <summary>How many convolutions were computed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Convolutions { get; init; }

    /// <summary>How many of them were wrong.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Wrong { get; init; }

    /// <summary>The largest relative error; null where it was not finite, for which JSON has no number.</summary>
    public double? LargestError { get; init; }

    /// <summary>Where it was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Worst { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Milliseconds { get; init; }

    /// <summary>The records of a trial.</summary>
    public static IEnumerable<TrialRecord> Of(ArithmeticTrial trial)
    {
        var kind = ArithmeticState.NameOf(trial.Kind);
        return trial.Unavailable is { } reason
            ? [new TrialRecord(kind) { Unavailable = reason }]
            : trial.Results.Select(result => new TrialRecord(kind)
            {
                Device = result.Device,
                Precision = result.Precision,
                Convolutions = result.Convolutions,
                Wrong = result.Wrong,
                LargestError = double.IsFinite(result.LargestError) ? result.LargestError : null,
                Worst = result.Worst,
                Milliseconds = result.Milliseconds,
            });
    }
}
