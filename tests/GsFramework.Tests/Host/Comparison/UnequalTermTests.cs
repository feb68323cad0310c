using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GsFramework.Host.Comparison;
using GsFramework.Host.Runs;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Pipeline;

namespace GsFramework.Tests.Host.Comparison;

/// <summary>What is said of runs that were not all computed alike.</summary>
public sealed partial class UnequalTermTests : IDisposable
{
    private const string First = "gs-32-1.5x-s3";
    private const string Second = "random-pruning-1.5x-s3";

    private static readonly ComputedOn _here = new("one", 2, "native, AVX2", "3.7", "cpu");

    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void Two_processors_and_numbers_of_threads_are_marked_in_all_outputs_alike()
    {
        var equal = Gs.Run(
            _project.Line(
                "compare",
                _project.Out,
                [.. ShortComparison.Terms, "comparison:methods:0=gs-32", "comparison:methods:1=random-pruning"]
            )
        );
        Assert.True(equal.ExitCode == 0, equal.Error);
        Assert.All(Outputs(equal), static text => Assert.DoesNotContain("†", text, StringComparison.Ordinal));
        var machine = JsonNode.Parse(File.ReadAllText(Result(First)))!["machines"]!.AsArray().Single()!;
        var (processor, threads) = ((string)machine["processor"]!, (int)machine["threads"]!);
        Doctor(Result(Second), static machine =>
        {
            machine["processor"] = "Another Processor";
            machine["threads"] = 7;
        });

        var gs = Gs.Run("compare", _project.Out, "--gather");

        Assert.True(gs.ExitCode == 0, gs.Error);
        foreach (
            var note in new[]
            {
                $"not all made with the same processor: {processor} ({First}); Another Processor ({Second}).",
                $"not all made with the same number of threads: {threads} ({First}); 7 ({Second}).",
                "† Between runs with another processor or number of threads times cannot be compared (CPU s), and no "
                    + "number to its last bit.",
            }
        )
        {
            Assert.All(Outputs(gs), text => Assert.Contains(note, text, StringComparison.Ordinal));
        }

        Assert.Contains("| CPU s † |", File.ReadAllText(_project["out", "comparison.md"]), StringComparison.Ordinal);
        Assert.Contains(
            "training CPU time †",
            File.ReadAllText(_project["out", "report.html"]),
            StringComparison.Ordinal
        );
        var result = ComparisonResult.Read(_project["out", "comparison.json"]);
        Assert.Equal(["processor", "number of threads"], result.Unequal.Select(static term => term.What));
        Assert.Equal(
            [(processor, First), ("Another Processor", Second)],
            result.Unequal[0].Values.Select(static value => (value.Value, Assert.Single(value.Runs)))
        );
        Assert.Equal(
            [processor, "Another Processor"],
            result.Runs.Select(static run => Assert.Single(run.Machines!).Processor)
        );
    }

    [Fact]
    public void What_is_the_same_or_was_not_noted_is_not_told() =>
        Assert.Empty(
            UnequalTerm.Of([
                ("a", [_here], "1.0"),
                ("b", [_here], "1.0"),
                ("c", [], null),
                ("d", [new(null, null, null, null, null)], null),
            ])
        );

    [Fact]
    public void A_run_that_was_continued_elsewhere_has_both_in_their_order()
    {
        var term = Assert.Single(
            UnequalTerm.Of([
                ("a", [_here], null),
                ("b", [_here, _here with { Arithmetic = "repaired, AVX2" }], null),
            ])
        );

        Assert.Equal(
            "The runs were not all made with the same arithmetic: native, AVX2 (a); native, AVX2 then repaired, AVX2 "
                + "(b).",
            term.Words
        );
    }

    [Fact]
    public void Many_runs_are_counted_and_those_with_the_usual_value_come_first()
    {
        var term = Assert.Single(
            UnequalTerm.Of([
                ("odd", [_here with { Processor = "two" }], null),
                .. Enumerable
                    .Range(0, 20)
                    .Select(static i => ($"run-{i}", (IReadOnlyList<ComputedOn>)[_here], (string?)null)),
            ])
        );

        Assert.EndsWith(
            ": one (run-0, run-1, run-2, run-3, run-4, run-5 and 14 more); two (odd).",
            term.Words,
            StringComparison.Ordinal
        );
        Assert.Equal(20, term.Values[0].Runs.Count);
    }

    [Theory]
    [InlineData(false, "updates", "(CPU s), and no number to its last bit.")]
    [InlineData(true, "updates", "(CPU s, r_t), and no number to its last bit.")]
    [InlineData(false, "cpu-seconds", "Nor can scores, since a second of the budget was not worth the same for all.")]
    public void What_cannot_be_compared_then_depends_on_what_was_measured(bool isTimed, string budget, string end)
    {
        var terms = UnequalTerm.Of([("a", [_here], null), ("b", [_here with { OneDnn = "3.9" }], null)]);

        var text = UnequalTerm.Consequence(terms, isTimed, new ComparisonBudget(budget, 60));

        Assert.StartsWith("† Between runs with another version of oneDNN times", text, StringComparison.Ordinal);
        Assert.EndsWith(end, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_version_of_the_program_leaves_times_comparable()
    {
        var terms = UnequalTerm.Of([("a", [_here], "1.0"), ("b", [_here], "1.1")]);

        Assert.Equal(["version of the program"], terms.Select(static term => term.What));
        Assert.Null(UnequalTerm.Consequence(terms, isTimed: true, budget: null));
    }

    // The terminal, the table, the record and the page, without their line breaks and escapes.
    private IEnumerable<string> Outputs(Gs gs) =>
        new[]
        {
            gs.Output,
            File.ReadAllText(_project["out", "comparison.md"]),
            string.Join('\n', ComparisonResult.Read(_project["out", "comparison.json"]).Notes),
            File.ReadAllText(_project["out", "report.html"]),
        }.Select(static text => Blanks().Replace(text, " "));

    private string Result(string run) => _project["out", "runs", run, "result.json"];

    private static void Doctor(string path, Action<JsonNode> change)
    {
        var result = JsonNode.Parse(File.ReadAllText(path))!;
        change(result["machines"]![0]!);
        File.WriteAllText(path, result.ToJsonString());
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
