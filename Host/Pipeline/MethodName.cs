using System.Globalization;
using System.Reflection;
using System.Text.Json;
using GsFramework.Core.Configuration;
using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace GsFramework.Host.Pipeline;

/// <summary>The name of what a run did, in <c>result.json</c>.</summary>
internal static class MethodName
{
    private static readonly JsonSerializerOptions _reading = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    private static readonly Lazy<KnownMethod[]> _known = new(Read);

    /// <summary>The name that <c>method-names.json</c> has for these terms; others are named by their terms.</summary>
    /// <param name="options">The run's.</param>
    /// <param name="graph">The compact network.</param>
    public static string Of(RunOptions options, NetworkGraph graph)
    {
        if (options.Method is { } method)
        {
            return method.Kind;
        }

        var (gan, terms) = (
            options.Objective.Gan.Enabled,
            options.Objective.Terms.Keys.Order(StringComparer.Ordinal).ToArray()
        );
        var bits = graph
            .Nodes.Select(static node => (node.Layer as IConvolution)?.Quantizer?.Bits)
            .FirstOrDefault(static bits => bits is not null);
        return _known.Value.FirstOrDefault(known => known.Gan == gan && known.Terms.All(terms.Contains)) is { } found
            ? found.Name.Replace(
                "{bits}",
                (bits ?? 32).ToString(CultureInfo.InvariantCulture),
                StringComparison.Ordinal
            )
            : string.Join('+', terms.Prepend(gan ? "gan" : "no-gan"));
    }

    private static KnownMethod[] Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("method-names.json")!;
        return JsonSerializer.Deserialize<KnownMethod[]>(stream, _reading)!;
    }

    private sealed record KnownMethod(string Name, bool Gan, string[] Terms);
}
