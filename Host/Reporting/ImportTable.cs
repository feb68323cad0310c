using System.Text.Json.Nodes;
using GsFramework.Host.Interchange.Importing;
using GsFramework.Host.Interchange.PyTorch;
using Spectre.Console;

namespace GsFramework.Host.Reporting;

/// <summary>The report of an import: what became of every tensor.</summary>
internal static class ImportTable
{
    // A file can have any number of names; nobody reads more.
    private const int MostRows = 300;

    /// <summary>Draws the table.</summary>
    public static void Write(IAnsiConsole console, CheckpointImport import)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("", "tensor", "shape", "in the checkpoint");
        table.Columns[1].NoWrap();
        table.Columns[2].NoWrap();
        foreach (var row in import.Rows.OrderByDescending(static row => row.IsFault).Take(MostRows))
        {
            table.AddRow(
                row.IsFault ? $"[red]{Name(row.Status)}[/]" : Name(row.Status),
                Markup.Escape(CheckpointFault.Show(row.Name ?? row.CheckpointName!)),
                Markup.Escape(Shape(row.Shape ?? row.CheckpointShape!)),
                Markup.Escape(Difference(row)));
        }

        console.Write(table);
        var more = import.Rows.Count > MostRows ? $" ({import.Rows.Count - MostRows} further tensors are not shown)" : "";
        console.WriteLine(string.Join(", ", Enum.GetValues<ImportStatus>().Select(status => $"{import.Count(status)} {Name(status)}")) + more);
    }

    /// <summary>The same as JSON.</summary>
    public static JsonArray ToJson(CheckpointImport import) =>
    [
        .. import.Rows.Select(static row => new JsonObject
        {
            ["status"] = Name(row.Status),
            ["name"] = row.Name,
            ["shape"] = List(row.Shape),
            ["checkpointName"] = row.CheckpointName,
            ["checkpointShape"] = List(row.CheckpointShape),
            ["checkpointType"] = row.CheckpointType,
        }),
    ];

    /// <summary>A status in the report.</summary>
    public static string Name(ImportStatus status) => status.ToString().ToLowerInvariant();

    private static JsonArray? List(IReadOnlyList<long>? shape) => shape is null ? null : [.. shape.Select(static size => (JsonNode)size)];

    private static string Shape(IReadOnlyList<long> shape) => $"[{string.Join(", ", shape)}]";

    // What the checkpoint has otherwise than the network; for tensors that are only in one of them there is nothing to compare.
    private static string Difference(ImportRow row)
    {
        if (row.Name is null || row.CheckpointName is null)
        {
            return "";
        }

        string[] parts =
        [
            row.CheckpointName == row.Name ? "" : CheckpointFault.Show(row.CheckpointName),
            row.CheckpointShape!.SequenceEqual(row.Shape!) ? "" : Shape(row.CheckpointShape!),
            row.CheckpointType == "Float32" ? "" : row.CheckpointType!,
        ];
        return string.Join(' ', parts.Where(static part => part.Length > 0));
    }
}
