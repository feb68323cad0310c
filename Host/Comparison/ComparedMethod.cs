using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using GsFramework.Core.Configuration;
using GsFramework.Core.Text;

namespace GsFramework.Host.Comparison;

/// <summary>A method of a comparison: the base configuration with some settings.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Summary">One line.</param>
/// <param name="Settings">Values of <c>--set</c>, with placeholders.</param>
/// <param name="SettingsAt">Further ones at a ratio alone.</param>
/// <param name="SmokeSettings">Further ones of a smoke run.</param>
/// <param name="From">The method whose generator it begins with, or null.</param>
/// <param name="BudgetShare">The part of the budget that it may spend.</param>
/// <param name="HasRatio">False where all channels stay.</param>
internal sealed partial record ComparedMethod(
    string Name,
    string Summary,
    IReadOnlyList<string> Settings,
    IReadOnlyDictionary<string, IReadOnlyList<string>> SettingsAt,
    IReadOnlyList<string> SmokeSettings,
    string? From,
    double BudgetShare,
    bool HasRatio
)
{
    private const string AnyBits = "gs-{bits}";

    private static readonly string[] _shared =
    [
        "name",
        "seed",
        "threads",
        "device",
        "data",
        "evaluation",
        "comparison",
        "plugins",
        "training:budget",
        "model:teacher",
        "model:teacherDiscriminator",
        "model:reverseTeacher",
        "model:reverseDiscriminator",
        "model:start",
    ];

    private static readonly Lazy<Dictionary<string, MethodDefinition>> _known = new(Read);

    /// <summary>The methods that are known without a definition, with the summaries of their settings.</summary>
    public static IReadOnlyDictionary<string, MethodDefinition> Known => _known.Value;

    /// <summary>Finds a method.</summary>
    /// <param name="name">A known or a defined one.</param>
    /// <param name="defined">The definitions of the configuration.</param>
    /// <param name="asked">Where the configuration names it.</param>
    /// <exception cref="UserException">There is none of that name, its base is not known, or it would change what all
    /// methods share.</exception>
    public static ComparedMethod Of(
        string name,
        IReadOnlyDictionary<string, MethodDefinition> defined,
        string asked = "comparison.methods"
    )
    {
        var own = defined.GetValueOrDefault(name);
        var source = own?.Base ?? name;
        var known = KnownAs(source);
        if (known is null && (own is null || own.Base is not null))
        {
            throw own?.Base is null
                ? new UserException(
                    $"{asked}: there is no method "
                        + $"'{source}'{NearestName.Advice(source, [.. Known.Keys, .. defined.Keys])}. "
                        + "'gs compare --list' shows the known ones; your own need an entry in comparison.define."
                )
                : new UserException(
                    $"comparison.define.{name}.base: there is no known method "
                        + $"'{source}'{NearestName.Advice(source, [.. Known.Keys])}. "
                        + "'gs compare --list' shows them; a method of comparison.define cannot be a base."
                );
        }

        CheckShared($"{name}.set", own?.Set ?? []);
        foreach (var (at, settings) in own?.SetAt ?? new Dictionary<string, IReadOnlyList<string>>())
        {
            CheckShared($"{name}.setAt.{at}", settings);
        }

        var method = new ComparedMethod(
            name,
            own?.Summary ?? known?.Summary ?? "",
            [.. known?.Set ?? [], .. own?.Set ?? []],
            own?.SetAt ?? new Dictionary<string, IReadOnlyList<string>>(),
            [.. known?.Smoke ?? [], .. own?.Smoke ?? []],
            own?.From ?? known?.From,
            own?.BudgetShare ?? known?.BudgetShare ?? 1,
            own?.HasRatio ?? known?.HasRatio ?? true
        );
        return method.HasRatio || method.Aim is not { } aim
            ? method
            : throw new UserException(
                $"comparison.define.{name}.hasRatio is false, but the setting '{aim}' aims at a ratio, which such a "
                    + $"method is not given. Leave hasRatio out, "
                    + $"set '{Key(aim)}' to a value in comparison.define.{name}.set, or begin with a base that "
                    + $"leaves all channels, such as 'qat'."
            );
    }

    // The first setting that asks for the ratio and that no later one replaces.
    private string? Aim =>
        Settings
            .Where(
                (setting, at) =>
                    (
                        setting.Contains("{ratio}", StringComparison.Ordinal)
                        || setting.Contains("{rootRatio}", StringComparison.Ordinal)
                    )
                    && !Settings
                        .Skip(at + 1)
                        .Any(later => Key(later).Equals(Key(setting), StringComparison.OrdinalIgnoreCase))
            )
            .FirstOrDefault();

    /// <summary>The settings for a target.</summary>
    public IEnumerable<string> SettingsFor(double? ratio, bool smoke)
    {
        var here = ratio is { } at ? SettingsAt.GetValueOrDefault(MethodDefinition.At(at), []) : [];
        return Settings
            .Concat(here)
            .Concat(smoke ? SmokeSettings : [])
            .Select(setting =>
                ratio is not { } target
                    ? setting
                    : setting
                        .Replace("{ratio}", Number(target), StringComparison.Ordinal)
                        .Replace("{rootRatio}", Number(Math.Sqrt(target)), StringComparison.Ordinal)
            );
    }

    // With other images, another teacher or more time a method would stand in the same table on other terms.
    private static void CheckShared(string place, IEnumerable<string> settings)
    {
        foreach (var setting in settings)
        {
            var path = Key(setting);
            if (
                _shared.FirstOrDefault(shared =>
                    path.Equals(shared, StringComparison.OrdinalIgnoreCase)
                    || path.StartsWith(shared + ":", StringComparison.OrdinalIgnoreCase)
                ) is
                { } found
            )
            {
                throw new UserException(
                    $"comparison.define.{place}: '{setting}' would change '{found}', which all methods of a "
                        + $"comparison share. Set it in the base "
                        + "configuration, or make a comparison of its own."
                );
            }
        }
    }

    private static string Key(string setting)
    {
        var key = setting.Split('=')[0].Trim();
        return key.Contains(':') ? key : key.Replace('.', ':');
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static MethodDefinition? KnownAs(string name)
    {
        if (name != AnyBits && Known.TryGetValue(name, out var known))
        {
            return known;
        }

        if (GsBits().Match(name) is not { Success: true } match)
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

    [GeneratedRegex(@"^gs-([2-8])$")]
    private static partial Regex GsBits();
}
