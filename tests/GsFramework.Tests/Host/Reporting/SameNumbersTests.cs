using GsFramework.Host.Comparison;
using GsFramework.Host.Evaluation;
using GsFramework.Host.Logging;
using GsFramework.Host.Reporting;
using GsFramework.Host.Reporting.Html;
using GsFramework.Host.Reporting.Html.Pictures;
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
            )
        );

        Assert.All(texts, text =>
        {
            Assert.Contains(text, table, StringComparison.Ordinal);
            Assert.Contains(text, scores, StringComparison.Ordinal);
            Assert.Contains($">{text.Trim()}<", page, StringComparison.Ordinal);
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

    private static string Printed(Action<Terminal> write)
    {
        using var output = new StringWriter();
        write(new Terminal(output, TextWriter.Null, isLive: false));
        return output.ToString();
    }
}
