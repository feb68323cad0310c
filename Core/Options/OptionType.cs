using System.Text.Json;
using GsFramework.Parts;

namespace GsFramework.Core.Options;

/// <summary>The forms that an option can have.</summary>
internal enum OptionForm
{
    Text,
    Flag,
    Integer,
    IntegerOrAuto,
    Number,
    Choice,
    Word,
    Part,
    List,
    Dictionary,
    Options,
}

/// <summary>What an option's .NET type means in a configuration.</summary>
/// <param name="Form">The form.</param>
/// <param name="Type">The .NET type, without <c>Nullable</c>.</param>
/// <param name="Element">Type of the elements of a list or dictionary; contract of a part.</param>
internal sealed record OptionType(OptionForm Form, Type Type, Type? Element = null)
{
    private static readonly Type[] _lists =
    [
        typeof(IReadOnlyList<>),
        typeof(IReadOnlyCollection<>),
        typeof(IEnumerable<>),
        typeof(IList<>),
        typeof(List<>),
    ];

    private static readonly Type[] _dictionaries =
    [
        typeof(IReadOnlyDictionary<,>),
        typeof(IDictionary<,>),
        typeof(Dictionary<,>),
    ];

    /// <summary>True for a dictionary of parts keyed by their kind, such as <c>objective.terms</c>.</summary>
    public bool IsPartDictionary => Form == OptionForm.Dictionary && Of(Element!).Form == OptionForm.Part;

    /// <summary>The names of a choice's values.</summary>
    public IReadOnlyList<string> Choices => [.. Enum.GetNames(Type).Select(ChoiceName)];

    /// <summary>The meaning of a type.</summary>
    public static OptionType Of(Type declared)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        var generic = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        return type switch
        {
            _ when type == typeof(string) => new(OptionForm.Text, type),
            _ when type == typeof(bool) => new(OptionForm.Flag, type),
            _ when type == typeof(int) || type == typeof(long) => new(OptionForm.Integer, type),
            _ when type == typeof(IntegerOrAuto) => new(OptionForm.IntegerOrAuto, type),
            _ when type == typeof(double) || type == typeof(float) => new(OptionForm.Number, type),
            _ when type == typeof(OptionWord) => new(OptionForm.Word, type),
            { IsEnum: true } => new(OptionForm.Choice, type),
            { IsArray: true } => new(OptionForm.List, type, type.GetElementType()),
            _ when generic == typeof(PartSelection<>) => new(OptionForm.Part, type, type.GetGenericArguments()[0]),
            _ when _lists.Contains(generic) => new(OptionForm.List, type, type.GetGenericArguments()[0]),
            _ when _dictionaries.Contains(generic) => new(OptionForm.Dictionary, type, type.GetGenericArguments()[1]),
            _ => new(OptionForm.Options, type),
        };
    }

    /// <summary>The type's name in messages, with its article.</summary>
    public string Describe() =>
        Form switch
        {
            OptionForm.Text => "a text",
            OptionForm.Flag => "true or false",
            OptionForm.Integer => "a whole number",
            OptionForm.IntegerOrAuto => $"a whole number or {IntegerOrAuto.Word}",
            OptionForm.Number => "a number",
            OptionForm.Choice => $"one of {string.Join(", ", Choices)}",
            OptionForm.Word => "a number, word, true or false",
            OptionForm.Part =>
                $"the name of {ContractNames.WithArticle(Element!)}, or an object with 'kind' and its options",
            OptionForm.List => "a list",
            _ => "an object",
        };

    /// <summary>The type's name without its article.</summary>
    public string Noun() => Describe() is ['a', ' ', .. var noun] ? noun : Describe();

    /// <summary>The name of an enum's value in a configuration: kebab case.</summary>
    public static string ChoiceName(string value) => JsonNamingPolicy.KebabCaseLower.ConvertName(value);
}
