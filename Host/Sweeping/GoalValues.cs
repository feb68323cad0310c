using System.Text.Json;
using System.Text.Json.Nodes;
using GsFramework.Core.Configuration;
using GsFramework.Core.Text;
using GsFramework.Host.Evaluation;

namespace GsFramework.Host.Sweeping;

/// <summary>
/// The goals of a sweep by their names: that of a score, such as <c>l1-teacher</c>, or the path of a number in
/// <c>result.json</c>, such as <c>macs.compact</c> or <c>deployable.bytes</c>.
/// </summary>
internal static class GoalValues
{
    private const string Scores = "scores";

    // What a run has already where it stops before its end.
    private static readonly string[] _early = ["macs.", "parameters."];

    // Costs by their usual names, for the advice of a message.
    private static readonly string[] _costs =
    [
        "macs.compact",
        "macs.ratio",
        "parameters.compact",
        "parameters.ratio",
        "bytes.compact",
        "bytes.ratio",
        "deployable.bytes",
        "deployable.ratio",
        "cpuSeconds.total",
        "seconds.total",
    ];

    // The same of scores.
    private static readonly string[] _scores =
    [
        "l1-teacher",
        "l1-truth",
        "psnr-teacher",
        "psnr-truth",
        "ssim-teacher",
        "ssim-truth",
        "feature-distance-mobilenetv2-teacher",
        "feature-distance-mobilenetv2-truth",
        "kid-mobilenetv2",
        "kid-mobilenetv2-teacher",
        "fd-mobilenetv2",
    ];

    // Those without a feature network, whose names are known to the end.
    private static readonly ScoreKind[] _plain = [ScoreKind.L1, ScoreKind.Psnr, ScoreKind.Ssim];

    private static readonly Dictionary<string, ScoreKind> _kinds = new()
    {
        ["l1-"] = ScoreKind.L1,
        ["psnr-"] = ScoreKind.Psnr,
        ["ssim-"] = ScoreKind.Ssim,
        ["feature-distance-"] = ScoreKind.FeatureDistance,
        ["kid-"] = ScoreKind.Kid,
        ["fd-"] = ScoreKind.Fd,
        ["fid"] = ScoreKind.Fd,
    };

    // Those of classifiers.
    private static readonly string[] _classes = ["accuracy", "agreement", "cross-entropy"];

    /// <summary>True for a goal that a run has wherever it stops.</summary>
    public static bool IsKnownEarly(string goal) =>
        !IsPath(goal) || _early.Any(start => goal.StartsWith(start, StringComparison.Ordinal));

    /// <summary>True where less is better, as far as a name tells: a ratio says how many times smaller.</summary>
    public static bool IsLowerBetter(string goal) =>
        IsPath(goal)
            ? !goal.EndsWith("ratio", StringComparison.OrdinalIgnoreCase)
                && !goal.EndsWith("timesFaster", StringComparison.OrdinalIgnoreCase)
            : ScoreDirection.LowerIsBetter(goal);

    /// <summary>What is wrong with the name of a goal; null where nothing is, as far as can be said before a run has
    /// its result.</summary>
    public static string? Fault(string goal, EvaluationOptions evaluation)
    {
        if (IsPath(goal))
        {
            return _costs.Contains(goal) || goal.StartsWith("latency.", StringComparison.Ordinal) ? null : Unknown();
        }

        if (_classes.Any(start => goal.StartsWith(start, StringComparison.Ordinal)))
        {
            return null;
        }

        var kind = _kinds.FirstOrDefault(entry => goal.StartsWith(entry.Key, StringComparison.Ordinal));
        return kind.Key is null || (_plain.Contains(kind.Value) && !_scores.Contains(goal)) ? Unknown()
            : !evaluation.Metrics.Contains(kind.Value)
                ? $"'{goal}' is not made: evaluation.metrics has no {OptionName(kind.Value)}."
            : null;

        string Unknown() =>
            $"'{goal}' is no score or cost of result.json"
            + (NearestName.Of(goal, _costs.Concat(_scores)) is { } nearest ? $"; did you mean '{nearest}'?" : ".")
            + $" There are the scores {string.Join(", ", _scores)}, with the name of the feature network, and the "
            + $"numbers {string.Join(", ", _costs)}.";
    }

    /// <summary>The values of goals.</summary>
    /// <param name="record">A result, or what a run scored on the way.</param>
    /// <param name="goals">Their names.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="UserException">One is not there.</exception>
    public static IReadOnlyList<GoalValue> Of(JsonObject record, IEnumerable<string> goals, string path) =>
        [.. goals.Select(goal => new GoalValue(goal, Of(record, goal, path)))];

    private static double Of(JsonObject record, string goal, string path)
    {
        var node = IsPath(goal) ? At(record, goal) : Score(record, goal);
        return node is JsonValue value && value.GetValueKind() == JsonValueKind.Number
            ? value.GetValue<double>()
            : throw new UserException(
                $"sweep.goals names '{goal}', which '{path}' does not have. Its scores are "
                    + $"{string.Join(", ", Names(record))}; other numbers are named by their path, such as "
                    + "macs.compact."
            );
    }

    private static JsonNode? Score(JsonObject record, string goal) =>
        Rows(record).FirstOrDefault(row => (string?)row["metric"] == goal)?["compact"];

    private static IEnumerable<string?> Names(JsonObject record) => Rows(record).Select(row => (string?)row["metric"]);

    private static IEnumerable<JsonObject> Rows(JsonObject record) =>
        (record[Scores] as JsonArray ?? []).OfType<JsonObject>();

    private static JsonNode? At(JsonObject record, string path) =>
        path.Split('.').Aggregate((JsonNode?)record, static (node, name) => (node as JsonObject)?[name]);

    // No score has a dot in its name.
    private static bool IsPath(string goal) => goal.Contains('.');

    private static string OptionName(ScoreKind kind) => JsonNamingPolicy.CamelCase.ConvertName($"{kind}");
}
