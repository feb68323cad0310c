using System.Text.Json.Nodes;
using GsFramework.Core.Interchange;
using GsFramework.Host.Comparison;
using GsFramework.Host.Evaluation;
using GsFramework.Host.Logging;
using GsFramework.Host.Reporting;
using GsFramework.Host.Reporting.Html;
using GsFramework.Host.Reporting.Html.Pictures;
using GsFramework.Host.Runs;
using GsFramework.Tests.Host.Reporting.Html;
using GsFramework.Tests.Host.Runs;

namespace GsFramework.Tests.Host.Reporting;

/// <summary>Terminal, page and Markdown write the same number in the same way.</summary>
public class SameNumbersTests
{
    [Fact]
    public void The_page_of_a_run_has_the_texts_of_its_terminal_tables()
    {
        var protocol = new ScoreProtocol(8, 8);
        var result = TinyResult.Of() with
        {
            Scores =
            [
                new Score("l1-truth", "test", 8, 0.40039, 0.3995, 0.0087)
                {
                    DenseStandardError = 0.0089,
                    Protocol = protocol,
                },
                new Score("kid-x-teacher", "test", 8, null, 1.725e-5, 5.4e-6) { Protocol = protocol },
                new Score("fd-x", "test", 8, 3.25, 4.12345, null) { Protocol = protocol },
            ],
        };
        string[] texts = ["0.4004 ± 0.0089", "0.3995 ± 0.0087", "(1.73 ± 0.54)×10⁻⁵", "3.250", "4.123", " – "];

        var (table, scores, page) = (
            Printed(terminal => ResultTable.Write(terminal.OutputConsole, result)),
            Printed(terminal => ScoreTable.Write(terminal, result.Scores)),
            Page(result)
        );

        Assert.All(texts, text =>
        {
            Assert.Contains(text, table, StringComparison.Ordinal);
            Assert.Contains(text, scores, StringComparison.Ordinal);
            Assert.Contains($">{text.Trim()}<", page, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_difference_that_the_images_cannot_show_is_none_on_the_page_and_in_the_terminal()
    {
        var result = TinyResult.Of() with
        {
            Scores =
            [
                new Score("kid-x", "test", 8, 0.4, 0.39, 0.01)
                {
                    DenseStandardError = 0.01,
                    Truth = 0.025,
                    Protocol = new ScoreProtocol(8, 8),
                },
                new Score("l1-truth", "test", 8, 0.4, 0.9, 0.01)
                {
                    DenseStandardError = 0.01,
                    Protocol = new ScoreProtocol(8, 8),
                },
            ],
        };

        var terminal = Printed(terminal => ResultTable.Write(terminal.OutputConsole, result));
        var (page, record) = (Page(result), JsonNode.Parse(RecordJson.Text(result))!["scores"]!.AsArray());

        Assert.Contains("No difference that 8 images can show: kid-x\n", terminal, StringComparison.Ordinal);
        Assert.Contains(
            "<strong>0.400 ± 0.010 → 0.390 ± 0.010</strong><span>kid-x</span>"
                + "<small>no difference that 8 images can show</small>",
            page,
            StringComparison.Ordinal
        );
        Assert.Equal(2, page.Split("none to be seen").Length);
        Assert.Contains("The true images themselves: kid-x 0.025", terminal, StringComparison.Ordinal);
        Assert.Contains("The true images themselves: kid-x 0.025", page, StringComparison.Ordinal);
        Assert.Contains("Worse than the dense network: l1-truth\n", terminal, StringComparison.Ordinal);
        var worse = Page(result with { Scores = [result.Scores[1]] });
        Assert.Contains(
            "<div class=\"loss\"><strong>0.400 ± 0.010 → 0.900 ± 0.010</strong><span>l1-truth</span>"
                + "<small>worse than G0: lower is better, 8 test images</small>",
            worse,
            StringComparison.Ordinal
        );
        Assert.Contains("worse than G0", page, StringComparison.Ordinal);
        Assert.All(record, static score =>
            Assert.Equal((0.01, 0.01), ((double)score!["standardError"]!, (double)score["denseStandardError"]!))
        );
    }

    [Fact]
    public void The_headline_has_the_bytes_of_the_file_to_deploy_and_the_programs_own_file_is_called_that()
    {
        var result = (TinyResult.Of() with { Bytes = SizePair.Of(1000, 100) }).With([
            new ExportedFile("export/tiny.onnx", "onnx", 500) { ComputesModel = false },
            new ExportedFile("export/tiny.int8.onnx", "onnx-int8", 200) { ComputesModel = true },
        ]);

        var terminal = Printed(terminal => ResultTable.Write(terminal.OutputConsole, result));
        var (page, record) = (Page(result), JsonNode.Parse(RecordJson.Text(result))!["deployable"]!);

        Assert.Equal(("export/tiny.int8.onnx", 5.0), ((string)record["file"]!, (double)record["ratio"]!));
        Assert.Matches("│ bytes of onnx-int8, to deploy +│ +1,000 │ +200 │ +5[.]00x │", terminal);
        Assert.Matches("│ bytes of onnx, another network +│ +1,000 │ +500 │ +2[.]00x │", terminal);
        Assert.Matches("│ bytes of weights, own file +│ +1,000 │ +100 │ +10[.]00x │", terminal);
        Assert.Contains(
            "<strong>5.00×</strong><span>fewer bytes to deploy</span>",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains("Bytes of the weights, in this program's file", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_file_to_deploy_the_headline_has_the_bytes_of_the_programs_own_file_and_says_so()
    {
        var result = (TinyResult.Of() with { Bytes = SizePair.Of(1000, 100) }).With([
            new ExportedFile("export/tiny.onnx", "onnx", 500) { ComputesModel = false },
        ]);

        Assert.Null(JsonNode.Parse(RecordJson.Text(result))!["deployable"]);
        Assert.Contains(
            "<strong>10.0×</strong><span>fewer bytes of weights</span>"
                + "<small>1.00 kB → 100 B, in this program's own file</small>",
            Page(result),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            "to deploy",
            Printed(terminal => ResultTable.Write(terminal.OutputConsole, result)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_a_reader_must_know_of_a_comparison_is_on_its_page_in_its_terminal_and_in_its_Markdown()
    {
        var json = TinyComparison.Json();
        json["smoke"] = true;
        json["notes"] = new JsonArray(
            "The runs were not all made with the same version: 1, 2, 3.",
            "One had less time."
        );
        using var comparison = new TinyComparison();
        var page = PageAssert.Decoded(comparison.Written(json));
        var result = ComparisonResult.Read(comparison["comparison.json"]);

        var texts = new[]
        {
            page,
            Printed(terminal => ComparisonTables.Write(terminal, result)),
            ComparisonMarkdown.Of(result),
        };

        Assert.All(texts, static text =>
        {
            Assert.Contains("not all made with the same version: 1, 2, 3.", text, StringComparison.Ordinal);
            Assert.Contains("One had less time.", text, StringComparison.Ordinal);
            Assert.Contains("its numbers mean nothing.", text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void So_has_the_page_of_a_comparison_those_of_its_terminal_table_and_its_Markdown()
    {
        using var comparison = new TinyComparison();
        var page = PageAssert.Decoded(comparison.Written());
        var result = ComparisonResult.Read(comparison["comparison.json"]);

        var (table, markdown) = (
            Printed(terminal => ComparisonTables.Write(terminal, result)),
            ComparisonMarkdown.Of(result)
        );

        var texts = ComparisonTable
            .Of(result)
            .SelectMany(static one => one.Rows)
            .SelectMany(static row => row)
            .Where(static cell => cell.Contains('±', StringComparison.Ordinal))
            .Distinct()
            .ToList();
        Assert.Contains("0.0200 ± 0.0010", texts);
        Assert.All(texts, text =>
        {
            Assert.Contains(text, table, StringComparison.Ordinal);
            Assert.Contains(text, markdown, StringComparison.Ordinal);
            Assert.Contains(text, page, StringComparison.Ordinal);
        });
    }

    private static string Page(RunResult result) =>
        PageAssert.Decoded(
            RunReport.Write(
                new RunFiles
                {
                    Result = result,
                    Origin = null,
                    Metrics = [],
                    Pictures = RankedPictures.None,
                }
            )
        );

    private static string Printed(Action<Terminal> write)
    {
        using var output = new StringWriter();
        write(new Terminal(output, TextWriter.Null, isLive: false));
        return output.ToString();
    }
}
