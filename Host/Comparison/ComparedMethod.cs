using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using GsFramework.Host.Composition;
using GsFramework.Host.Configuration;

namespace GsFramework.Host.Comparison;

/// <summary>A method of a comparison: the base configuration with some settings.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Summary">One line.</param>
/// <param name="Settings">Values of <c>--set</c>, with placeholders.</param>
/// <param name="SmokeSettings">Further ones of a smoke run.</param>
/// <param name="From">The method whose generator it begins with, or null.</param>
/// <param name="BudgetShare">The part of the budget that it may spend.</param>
/// <param name="HasRatio">False where all channels stay.</param>
internal sealed partial record ComparedMethod(
    string Name, string Summary, IReadOnlyList<string> Settings, IReadOnlyList<string> SmokeSettings, string? From,
    double BudgetShare, bool HasRatio)
{
    private const string AnyBits = "gs-{bits}";

    private static readonly Lazy<Dictionary<string, MethodDefinition>> _known = new(Read);

    /// <summary>The methods that are known without a definition, with the summaries of their settings.</summary>
    public static IReadOnlyDictionary<string, MethodDefinition> Known => _known.Value;

    /// <summary>Finds a method.</summary>
    /// <param name="name">A known or a defined one.</param>
    /// <param name="defined">The definitions of the configuration.</param>
    /// <exception cref="UserException">There is none of that name, or its base is not known.</exception>
    public static ComparedMethod Of(string name, IReadOnlyDictionary<string, MethodDefinition> defined)
    {
        var own = defined.GetValueOrDefault(name);
        var source = own?.Base ?? name;
        var known = KnownAs(source);
        if (known is null && (own is null || own.Base is not null))
        {
            var where = own?.Base is null ? "comparison.methods" : $"comparison.define.{name}.base";
            throw new UserException(
                $"{where}: there is no method '{source}'{NearestName.Advice(source, [.. Known.Keys, .. defined.Keys])}. "
                + "'gs compare --list' shows the known ones; your own need an entry in comparison.define.");
        }

        return new ComparedMethod(
            name,
            own?.Summary ?? known?.Summary ?? "",
            [.. known?.Set ?? [], .. own?.Set ?? []],
            [.. known?.Smoke ?? [], .. own?.Smoke ?? []],
            own?.From ?? known?.From,
            own?.BudgetShare ?? known?.BudgetShare ?? 1,
            own?.HasRatio ?? known?.HasRatio ?? true);
    }

    /// <summary>The settings for a target.</summary>
    public IEnumerable<string> SettingsFor(double? ratio, bool smoke) => Settings.Concat(smoke ? SmokeSettings : []).Select(setting =>
        ratio is not { } target ? setting : setting
            .Replace("{ratio}", Number(target), StringComparison.Ordinal)
            .Replace("{rootRatio}", Number(Math.Sqrt(target)), StringComparison.Ordinal));

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static MethodDefinition? KnownAs(string name)
    {
        if (name != AnyBits && Known.TryGetValue(name, out var known))
        {
            return known;
        }

        if (GsBits().Match(name) is not { Success: true } match || int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) is < 2 or > 8)
        {
            return null;
        }

        string Fill(string text) => text.Replace("{bits}", match.Groups[1].Value, StringComparison.Ordinal);
        var pattern = Known[AnyBits];
        return pattern with { Summary = Fill(pattern.Summary!), Set = [.. pattern.Set.Select(Fill)] };
    }

    private static Dictionary<string, MethodDefinition> Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("methods.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, MethodDefinition>>(stream, _reading)!;
    }

    private static readonly JsonSerializerOptions _reading = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    [GeneratedRegex(@"^gs-(\d{1,2})$")]
    private static partial Regex GsBits();
}
