using GsFramework.Host.Logging;
using Spectre.Console;

namespace GsFramework.Host.Diagnosis;

/// <summary>The report as text for people, whose last line is the verdict.</summary>
internal static class DoctorText
{
    /// <summary>Writes it, with nothing personal in it.</summary>
    public static void Write(Terminal terminal, DoctorReport report)
    {
        Section(terminal, "program", DoctorFacts.Of(report.Program), report.Program.Findings);
        Section(terminal, "processor", DoctorFacts.Of(report.Processor), report.Processor.Findings);
        Section(terminal, "libtorch", DoctorFacts.Of(report.LibTorch), report.LibTorch.Findings);
        Section(
            terminal,
            "arithmetic",
            DoctorFacts.Of(report.Arithmetic),
            report.Arithmetic.Findings,
            ArithmeticTable.Of(report.Arithmetic)
        );
        Section(terminal, "ONNX Runtime", DoctorFacts.Of(report.OnnxRuntime), report.OnnxRuntime.Findings);
        Section(terminal, "memory", DoctorFacts.Of(report.Memory), report.Memory.Findings);
        Section(terminal, "disk", DoctorFacts.Of(report.Disk), report.Disk.Findings);
        Section(terminal, "threads", DoctorFacts.Of(report.Threads), report.Threads.Findings);
        Section(terminal, "environment", DoctorFacts.Of(report.Environment), report.Environment.Findings);
        Section(terminal, "plugins", DoctorFacts.Of(report.Plugins), report.Plugins.Findings);
        terminal.WriteText(report.Verdict);
    }

    private static void Section(
        Terminal terminal,
        string title,
        IEnumerable<(string Name, string Value)> facts,
        IReadOnlyList<Finding> findings,
        Table? table = null
    )
    {
        var rows = new Table()
            .Border(TableBorder.Rounded)
            .AddColumns(new TableColumn(title).NoWrap(), new TableColumn(""));
        foreach (var (name, value) in facts.Where(static fact => fact.Value.Length > 0))
        {
            rows.AddRow(name, Markup.Escape(Discreet.Text(value)));
        }

        if (rows.Rows.Count > 0)
        {
            terminal.OutputConsole.Write(rows);
        }
        else
        {
            terminal.Output.WriteLine(title);
        }

        if (table is { Rows.Count: > 0 })
        {
            terminal.OutputConsole.Write(table);
        }

        foreach (var finding in findings)
        {
            var level =
                finding.Level == FindingLevel.Ok ? "ok"
                : finding.Level == FindingLevel.Warning ? "warning"
                : "fault";
            terminal.WriteText(
                Discreet.Text($"{level}: {finding.Text}{(finding.Remedy is { } remedy ? $" {remedy}" : "")}")
            );
        }

        terminal.Output.WriteLine();
    }
}
