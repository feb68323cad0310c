using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace GsFramework.Graph;

/// <summary>
/// Tests the attributes of layers by what these say of themselves: <see cref="ValidationAttribute"/>s, such as
/// <see cref="RangeAttribute"/>, and <see cref="IValidatableObject"/>. So holds for every kind, those of plugins too.
/// </summary>
internal static class LayerRules
{
    private static readonly ConcurrentDictionary<Type, Rule[]> _rules = new();

    /// <summary>What is wrong with a layer, or null.</summary>
    public static string? Fault(object layer)
    {
        foreach (var (property, attributes, isNested) in _rules.GetOrAdd(layer.GetType(), Rules))
        {
            var value = property.GetValue(layer);
            if (isNested && value is not null && Fault(value) is { } inner)
            {
                return inner;
            }

            if (attributes.FirstOrDefault(attribute => !attribute.IsValid(value)) is { } broken)
            {
                var expected = broken is RangeAttribute range
                    ? string.Create(CultureInfo.InvariantCulture, $"expected {range.Minimum} to {range.Maximum}")
                    : broken.FormatErrorMessage(property.Name);
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{JsonNamingPolicy.CamelCase.ConvertName(property.Name)} is {value}; {expected}"
                );
            }
        }

        return (layer as IValidatableObject)?.Validate(new ValidationContext(layer)).FirstOrDefault()?.ErrorMessage;
    }

    private static Rule[] Rules(Type type) =>
        [
            .. from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            where property.GetIndexParameters().Length == 0
            let attributes = property.GetCustomAttributes<ValidationAttribute>().ToArray()
            let isNested = property.PropertyType.Namespace == typeof(Layers.WeightQuantizer).Namespace
                && property.PropertyType.IsClass
            where attributes.Length > 0 || isNested
            select new Rule(property, attributes, isNested),
        ];

    private sealed record Rule(PropertyInfo Property, ValidationAttribute[] Attributes, bool IsNested);
}
