using System.Text.Json.Nodes;

namespace GsFramework.Host.Verification;

/// <summary>A verification as <c>--json</c> prints it.</summary>
internal static class VerificationJson
{
    public static JsonObject Of(VerificationResult found) =>
        new()
        {
            ["outcome"] = found.Outcome.ToString().ToLowerInvariant(),
            ["run"] = found.RunDirectory,
            ["whole"] = found.Plan.IsWhole,
            ["limit"] = found.Plan.Limit,
            ["steps"] = found.Metrics.Steps,
            ["values"] = found.Metrics.Values,
            ["differingValues"] = found.Metrics.Differing,
            ["first"] = found.Metrics.First is [var first, ..] ? Of(first) : null,
            ["last"] = found.Metrics.Last is { } last ? Of(last) : null,
            ["result"] = new JsonObject
            {
                ["values"] = found.ResultValues,
                ["differing"] = new JsonArray([.. found.ResultDifferences.Select(Of)]),
            },
            ["networks"] = Of(found.Networks),
            ["pictures"] = Of(found.Pictures),
            ["changes"] = new JsonArray([
                .. found.Origin.Select(static change => new JsonObject
                {
                    ["name"] = change.Name,
                    ["then"] = change.Then,
                    ["now"] = change.Now,
                    ["rounds"] = change.Rounds,
                }),
            ]),
            ["plugins"] = Texts(found.Plugins),
            ["notChecked"] = Texts(found.NotChecked),
        };

    // JSON has no infinity.
    private static JsonObject Of(ValueDifference difference) =>
        new()
        {
            ["place"] = difference.Place,
            ["step"] = difference.Step,
            ["name"] = difference.Name,
            ["recorded"] = difference.Recorded,
            ["replayed"] = difference.Replayed,
            ["relativeDifference"] = double.IsFinite(difference.Relative) ? difference.Relative : null,
        };

    private static JsonObject Of(FileComparison files) =>
        new() { ["compared"] = files.Compared, ["differing"] = Texts(files.Differing) };

    private static JsonArray Texts(IEnumerable<string> texts) =>
        [.. texts.Select(static text => JsonValue.Create(text))];
}
