using System.Text.Json;
using System.Text.Json.Nodes;
using GsFramework.Core.Interchange;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Verification;

/// <summary>What differs between the machine and the programs of then and of now.</summary>
/// <param name="Name">What: its path in the note of how a run began.</param>
/// <param name="Then">As it was; null where that was not noted.</param>
/// <param name="Now">As it is.</param>
internal sealed record OriginDifference(string Name, string? Then, string? Now)
{
    private const string Variables = "environment.";

    // Each decides in which order sums are added up. The processor does so by its instructions and its caches, by which
    // oneDNN and MKL choose their kernels.
    private static readonly string[] _rounding =
    [
        "arithmetic.kind",
        "arithmetic.cpuCapability",
        "arithmetic.oneDnn",
        "cpu",
        "architecture",
        "threads",
        "device",
        "libtorch",
    ];

    /// <summary>True for a variable of the environment.</summary>
    public bool IsVariable => Name.StartsWith(Variables, StringComparison.Ordinal);

    /// <summary>True when the same program may round otherwise for it. What was not noted is no reason.</summary>
    public bool Rounds => Then is not null && Now is not null && _rounding.Contains(Name);

    /// <summary>Compares two origins.</summary>
    public static IReadOnlyList<OriginDifference> Of(RunOrigin then, RunOrigin now)
    {
        var (before, after) = (Leaves(then), Leaves(now));
        return
        [
            .. from name in before.Keys.Union(after.Keys)
            let difference = new OriginDifference(name, before.GetValueOrDefault(name), after.GetValueOrDefault(name))
            where difference.Then != difference.Now
            select difference,
        ];
    }

    private static Dictionary<string, string> Leaves(RunOrigin origin)
    {
        var leaves = new Dictionary<string, string>();
        Add(JsonSerializer.SerializeToNode(origin.Machine, RecordJson.Format), "", leaves);
        Add(JsonSerializer.SerializeToNode(origin.Versions, RecordJson.Format), "", leaves);
        Add(JsonSerializer.SerializeToNode(origin.Environment, RecordJson.Format), Variables, leaves);
        return leaves;
    }

    private static void Add(JsonNode? node, string prefix, Dictionary<string, string> leaves)
    {
        foreach (var (name, value) in node as JsonObject ?? [])
        {
            if (value is JsonObject)
            {
                Add(value, $"{prefix}{name}.", leaves);
            }
            else if (value is JsonValue && value.GetValueKind() != JsonValueKind.Null)
            {
                leaves[prefix + name] = $"{value}";
            }
        }
    }
}
