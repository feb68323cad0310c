using System.Text.Json.Nodes;
using GsFramework.Core.Interchange.Importing;
using GsFramework.Core.Interchange.PyTorch;
using GsFramework.Host.Logging;

namespace GsFramework.Host.Reporting;

/// <summary>The report of an import: what became of every tensor.</summary>
internal static class ImportTable
{
    // A file can have any number of names; nobody reads more.
    private const int MostRows = 300;

    // Of what stands behind the status.
    private const int Indent = 12;

    /// <summary>Writes a line for each tensor, faults first, and a summary.</summary>
    public static void Write(Terminal terminal, CheckpointImport import)
    {
        var lines = import
            .Rows.OrderByDescending(static row => row.IsFault)
            .Take(MostRows)
            .Select(static row =>
                (
                    Status: Name(row.Status),
                    Tensor: CheckpointFault.Show(row.Name ?? row.CheckpointName!),
                    Shape: Shape(row.Shape ?? row.CheckpointShape!),
                    Difference: Difference(row)
                )
            )
            .ToList();
        var tensor = lines.Select(static line => line.Tensor.Length).DefaultIfEmpty().Max();
        var shape = lines.Select(static line => line.Shape.Length).DefaultIfEmpty().Max();
        foreach (var line in lines)
        {
            var start = $"{line.Status.PadRight(Indent)}{line.Tensor.PadRight(tensor)}  {line.Shape.PadRight(shape)}";
            terminal.WriteText($"{start}  {line.Difference}".TrimEnd(), Indent);
        }

        var more =
            import.Rows.Count > MostRows ? $" ({import.Rows.Count - MostRows} further tensors are not shown)" : "";
        terminal.WriteText(
            string.Join(", ", Enum.GetValues<ImportStatus>().Select(status => $"{import.Count(status)} {Name(status)}"))
                + more
        );
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

    private static JsonArray? List(IReadOnlyList<long>? shape) =>
        shape is null ? null : [.. shape.Select(static size => (JsonNode)size)];

    private static string Shape(IReadOnlyList<long> shape) => $"[{string.Join(", ", shape)}]";

    // What the checkpoint has otherwise than the network; for tensors that are only in one of them there is nothing to
    // compare.
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
        var difference = string.Join(' ', parts.Where(static part => part.Length > 0));
        return difference.Length == 0 ? "" : $"in the checkpoint: {difference}";
    }
}
