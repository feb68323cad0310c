using GsFramework.Host.Logging;
using GsFramework.Host.Sweeping;
using Spectre.Console;

namespace GsFramework.Host.Reporting;

/// <summary>The table that a sweep ends with.</summary>
internal static class SweepTable
{
    // The others are in the files.
    private const int Most = 20;

    /// <summary>Draws it.</summary>
    public static void Write(Terminal terminal, SweepResult result)
    {
        var table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape(result.Name));
        foreach (var (index, column) in SweepText.Columns(result).Index())
        {
            table.AddColumn(
                new TableColumn(Markup.Escape(column)) { Alignment = index == 0 ? Justify.Left : Justify.Right }
            );
        }

        foreach (var trial in result.Trials.Take(Most))
        {
            table.AddRow([.. SweepText.Cells(result, trial).Select(Markup.Escape)]);
        }

        terminal.OutputConsole.Write(table);
        if (result.Trials.Count > Most)
        {
            terminal.WriteText($"The {Most} best of {result.Trials.Count} trials; {SweepFiles.Csv} has all.");
        }

        terminal.WriteText(SweepText.Terms(result));
        foreach (var note in result.Notes)
        {
            terminal.WriteText(note);
        }

        if (result.Smoke)
        {
            terminal.WriteText(SweepText.Smoke);
        }

        foreach (var trial in result.Trials.Where(static trial => trial.Reason is not null))
        {
            terminal.WriteText($"{trial.Name}: {trial.Reason}", indent: 4);
        }
    }
}
