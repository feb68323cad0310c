using System.Text.Json.Nodes;
using GsFramework.Core.Arithmetic;
using Serilog;
using TorchSharp;

namespace GsFramework.Host.Runs;

/// <summary>On which machines, and by which arithmetic, the parts of a run were computed.</summary>
internal static class RunMachine
{
    private const string Continued = "continued";

    // What rounding depends on.
    private static readonly (string Name, string[] Path)[] _facts =
    [
        ("arithmetic", ["arithmetic", "kind"]), ("instructions", ["arithmetic", "cpuCapability"]), ("oneDNN", ["arithmetic", "oneDnn"]),
        ("processor", ["cpu"]), ("threads", ["threads"]), ("device", ["device"]),
    ];

    /// <summary>Notes that a run continues, and warns when it does so on a machine that rounds in another way.</summary>
    public static void GoOn(RunDirectory directory, torch.Device device, ILogger log)
    {
        if (directory.Note(RunDirectory.KindNote) is not { } note || note["machine"] is not JsonObject)
        {
            return;
        }

        var (before, now) = (Machines(note).Last(), RunOrigin.Machine(device));
        var changes = Changes(before, now).ToArray();
        if (changes.Length == 0)
        {
            return;
        }

        log.Warning(
            "The run continues where rounding may differ: {Changes}. Its result will not be the same to the last bit as that of a run on one machine",
            string.Join(", ", changes));
        now["since"] = DateTime.UtcNow.ToString("s") + "Z";
        var continued = note[Continued] as JsonArray ?? [];
        note[Continued] = new JsonArray([.. continued.Select(static entry => entry!.DeepClone()), now]);
        directory.Finish(RunDirectory.KindNote, note.DeepClone().AsObject());
    }

    /// <summary>The arithmetics by which a run was computed, in their order and each once; none where that was not noted.</summary>
    /// <param name="note">What <see cref="RunOrigin"/> wrote, or null.</param>
    public static IReadOnlyList<string> Arithmetics(JsonObject? note) =>
        [.. Machines(note).Select(static machine => ArithmeticRecord.Words(machine["arithmetic"])).OfType<string>().Distinct()];

    /// <summary>What is not the same on two machines and may change rounding: <c>threads 2 -> 4</c>.</summary>
    /// <param name="before">What <see cref="RunOrigin.Machine"/> gave; what it lacks is not compared.</param>
    /// <param name="now">Likewise.</param>
    public static IEnumerable<string> Changes(JsonObject before, JsonObject now) =>
        from fact in _facts
        let then = Value(before, fact.Path)
        let today = Value(now, fact.Path)
        where then is not null && today is not null && then != today
        select $"{fact.Name} {then} -> {today}";

    private static IEnumerable<JsonObject> Machines(JsonObject? note) =>
        [.. new[] { note?["machine"] }.OfType<JsonObject>(), .. (note?[Continued] as JsonArray ?? []).OfType<JsonObject>()];

    private static string? Value(JsonObject machine, string[] path) =>
        path.Aggregate((JsonNode?)machine, static (at, key) => (at as JsonObject)?[key])?.ToString();
}
