using System.Collections.Concurrent;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using GsFramework.Parts;

namespace GsFramework.Core.Options;

/// <summary>One option: a settable property of an options record.</summary>
internal sealed record OptionProperty(PropertyInfo Property, string Name, OptionType Type, bool MayBeNull)
{
    /// <summary>What it means.</summary>
    public string? Description { get; } = Property.GetCustomAttribute<DescriptionAttribute>()?.Description;

    /// <summary>Its smallest and largest value.</summary>
    public RangeAttribute? Range { get; } = Property.GetCustomAttribute<RangeAttribute>();

    /// <summary>Set for paths.</summary>
    public PathOptionAttribute? Path { get; } = Property.GetCustomAttribute<PathOptionAttribute>();

    /// <summary>Further demands on its value.</summary>
    public IReadOnlyList<ValidationAttribute> Demands { get; } =
    [.. Property.GetCustomAttributes<ValidationAttribute>().Where(static demand => demand is not RangeAttribute)];

    /// <summary>Its value in an options record.</summary>
    public object? Get(object options) => Property.GetValue(options);

    /// <summary>Sets it, although it may be <c>init</c> only.</summary>
    public void Set(object options, object? value) => Property.SetValue(options, value);
}

/// <summary>The options of a record, in the order of their declaration.</summary>
internal static class OptionsShape
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<OptionProperty>> _known = new();

    /// <summary>The options of a record type.</summary>
    public static IReadOnlyList<OptionProperty> Of(Type type) => _known.GetOrAdd(type, static type =>
        {
            var nullability = new NullabilityInfoContext();
            return
            [
                .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                    .Where(static property =>
                        property.SetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0
                    )
                    .Select(property => new OptionProperty(
                        property,
                        JsonNamingPolicy.CamelCase.ConvertName(property.Name),
                        OptionType.Of(property.PropertyType),
                        nullability.Create(property).WriteState == NullabilityState.Nullable
                    )),
            ];
        });

    /// <summary>An options record with its defaults.</summary>
    public static object Defaults(Type type) => Activator.CreateInstance(type)!;

    /// <summary>An option by which a record contains itself, so that no schema could describe it; null when there is
    /// none.</summary>
    public static OptionProperty? Endless(Type type) => Endless(type, []);

    /// <summary>An option whose type no configuration can hold, with its path from the record; null when there is
    /// none.</summary>
    public static (string Path, Type Type)? Unbound(Type type) => Unbound(type, "", []);

    /// <summary>A copy, so that what is bound into it does not reach the defaults of others.</summary>
    public static object Copy(object options)
    {
        var copy = Defaults(options.GetType());
        foreach (var property in Of(options.GetType()))
        {
            property.Set(copy, property.Get(options));
        }

        return copy;
    }

    private static OptionProperty? Endless(Type type, IReadOnlyList<Type> above) =>
        Of(type)
            .Select(property =>
                Leaf(property.Type) is not { Form: OptionForm.Options, Type: var next } ? null
                : next == type || above.Contains(next) ? property
                : Endless(next, [.. above, type])
            )
            .FirstOrDefault(static property => property is not null);

    private static (string Path, Type Type)? Unbound(Type type, string path, IReadOnlyList<Type> above)
    {
        foreach (var property in Of(type))
        {
            var (leaf, at) = (Leaf(property.Type), path + property.Name);
            if (HasOtherKeys(property.Type) || (leaf.Form == OptionForm.Options && !IsRecord(leaf.Type)))
            {
                return (at, property.Property.PropertyType);
            }

            // What contains itself is another fault.
            if (
                leaf.Form == OptionForm.Options
                && !above.Contains(leaf.Type)
                && Unbound(leaf.Type, at + ".", [.. above, type]) is { } inner
            )
            {
                return inner;
            }
        }

        return null;
    }

    private static bool HasOtherKeys(OptionType type) =>
        type.Form == OptionForm.Dictionary
            ? type.Type.GetGenericArguments()[0] != typeof(string) || HasOtherKeys(OptionType.Of(type.Element!))
            : type.Form == OptionForm.List && HasOtherKeys(OptionType.Of(type.Element!));

    // Options are records that somebody wrote as such. What .NET has is something else, although it has properties.
    private static bool IsRecord(Type type) =>
        type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }
        && type.GetConstructor(Type.EmptyTypes) is not null
        && Path.GetDirectoryName(type.Assembly.Location) != Path.GetDirectoryName(typeof(object).Assembly.Location)
        && Of(type).Count > 0;

    private static OptionType Leaf(OptionType type) =>
        type.Form is OptionForm.List or OptionForm.Dictionary ? Leaf(OptionType.Of(type.Element!)) : type;
}
