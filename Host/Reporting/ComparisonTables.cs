using GsFramework.Host.Comparison;
using GsFramework.Host.Logging;
using Spectre.Console;

namespace GsFramework.Host.Reporting;

/// <summary>The tables that a comparison ends with.</summary>
internal static class ComparisonTables
{
    /// <summary>Draws a table for each ratio, and says what the columns mean.</summary>
    public static void Write(Terminal terminal, ComparisonResult result)
    {
        foreach (var content in ComparisonTable.Of(result, isNarrow: true))
        {
            var table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape($"{result.Name}: {content.Title}"));
            foreach (var (index, column) in content.Columns.Index())
            {
                table.AddColumn(
                    new TableColumn(Markup.Escape(column)) { Alignment = index == 0 ? Justify.Left : Justify.Right }
                );
            }

            foreach (var row in content.Rows)
            {
                table.AddRow([.. row.Select(Markup.Escape)]);
            }

            terminal.OutputConsole.Write(table);
        }

        foreach (var metric in result.PrimaryMetrics.Append(ComparisonTable.Reference(result)).OfType<string>())
        {
            terminal.WriteText($"{ScoreTitle.Of(metric)}: {metric}");
        }

        terminal.WriteText(ComparisonTable.Terms(result).TrimEnd());
        if (result.Smoke)
        {
            terminal.WriteText(ComparisonTable.Smoke);
        }

        terminal.WriteText(ComparisonTable.Legend(result));
    }
}
