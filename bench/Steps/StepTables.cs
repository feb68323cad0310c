using System.Globalization;
using System.Text;
using GsFramework.Bench.Results;
using GsFramework.Core.Objective;

namespace GsFramework.Bench.Steps;

/// <summary>Steps as Markdown.</summary>
internal static class StepTables
{
    /// <summary>All sizes, each with the parts of its steps.</summary>
    public static string Of(StepResults results)
    {
        var text = new StringBuilder();
        foreach (var shape in results.Shapes)
        {
            text.Append(Of(shape)).Append('\n');
        }

        return text.ToString().TrimEnd('\n');
    }

    /// <summary>One size.</summary>
    public static string Of(ShapeResult result)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"### {result.Shape}\n\n");
        text.Append("| step | ms | faster | without the teacher's forward |");
        var parts = StepPart.All.Where(part => result.Steps.Any(step => step.Parts.ContainsKey(part))).ToArray();
        text.AppendJoin("", parts.Select(static part => $" {part} |")).Append('\n');
        text.Append("| --- | ---: | ---: | ---: |");
        text.AppendJoin("", parts.Select(static _ => " ---: |")).Append('\n');
        foreach (var step in result.Steps)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {step.Name} | {Milliseconds(step.Milliseconds)} | {Ratio(step.Faster)} | "
            );
            text.Append(CultureInfo.InvariantCulture, $"{Ratio(step.FasterWithoutTeacher)} |");
            text.AppendJoin(
                "",
                parts.Select(part =>
                    step.Parts.TryGetValue(part, out var time)
                        ? string.Create(CultureInfo.InvariantCulture, $" {time:0.0} |")
                        : " – |"
                )
            );
            text.Append('\n');
        }

        return text.Append(CultureInfo.InvariantCulture, $"\n{MarkdownText.Place(result.Measured, result.Rounds)}\n")
            .ToString();
    }

    private static string Milliseconds(Spread spread) =>
        string.Create(CultureInfo.InvariantCulture, $"{spread.Median:0.0} ({spread.Lower:0.0} to {spread.Upper:0.0})");

    private static string Ratio(Spread? spread) =>
        spread is null
            ? "–"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{spread.Median:0.00}x ({spread.Lower:0.00} to {spread.Upper:0.00})"
            );
}
