using System.Text.Json.Nodes;
using GsFramework.Core.Arithmetic.Native;

namespace GsFramework.Core.Arithmetic;

/// <summary>The arithmetic of this process as it stands in files.</summary>
internal static class ArithmeticRecord
{
    /// <summary>The record; null in a process that has not tested its arithmetic.</summary>
    public static JsonObject? Write() => TrustedArithmetic.Current is { } state ? Of(state) : null;

    /// <summary>A record in a few words: <c>repaired, AVX512</c>.</summary>
    /// <param name="record">What <see cref="Write"/> gave, or null.</param>
    public static string? Words(JsonNode? record) => record is JsonObject { Count: > 0 } values
        ? string.Join(", ", new[] { $"{values["kind"]}", $"{values["cpuCapability"]}" }.Where(static word => word.Length > 0))
        : null;

    private static JsonObject Of(ArithmeticState state) => new()
    {
        ["kind"] = state.Name,
        ["forced"] = state.IsForced,
        ["cpuCapability"] = LibTorch.CpuCapability(),
        ["oneDnn"] = LibTorch.OneDnnVersion(),
        ["selfTest"] = new JsonArray([.. state.Trials.SelectMany(Rows)]),
    };

    private static IEnumerable<JsonNode> Rows(ArithmeticTrial trial) => trial.Unavailable is { } reason
        ? [new JsonObject { ["kind"] = ArithmeticState.NameOf(trial.Kind), ["unavailable"] = reason }]
        : trial.Results.Select(result => new JsonObject
        {
            ["kind"] = ArithmeticState.NameOf(trial.Kind),
            ["device"] = result.Device,
            ["precision"] = result.Precision,
            ["convolutions"] = result.Convolutions,
            ["wrong"] = result.Wrong,

            // JSON has no infinity.
            ["largestError"] = double.IsFinite(result.LargestError) ? result.LargestError : null,
            ["worst"] = result.Worst,
            ["milliseconds"] = result.Milliseconds,
        });
}
