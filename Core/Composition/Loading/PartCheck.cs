using System.Text.RegularExpressions;
using Autofac.Core;
using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Options;
using GsFramework.Graph;
using GsFramework.Parts;

namespace GsFramework.Core.Composition.Loading;

/// <summary>Finds what is wrong with a part that a module has registered, as far as that shows without constructing
/// it.</summary>
internal static partial class PartCheck
{
    private static readonly string[] _words = ["true", "false", "null"];

    /// <summary>The fault of a registration and what to do about it; null when there is none.</summary>
    public static (string Reason, string Remedy)? Fault(PartMetadata part, IComponentRegistration registration) =>
        OfMetadata(part)
        ?? OfKey(ContractNames.Of(part.Contract), part.Key)
        ?? OfContract(part, registration)
        ?? OfOptions(part);

    /// <summary>The fault of a layer kind.</summary>
    public static (string Reason, string Remedy)? Fault(LayerKind kind) =>
        OfKey("layer kind", kind.Name)
        ?? (
            !kind.Type.IsAbstract
                ? null
                : (
                    $"its layer kind '{kind.Name}' is abstract: {kind.Type.FullName}.",
                    "Register the records that are built into networks."
                )
        );

    // The contracts' annotations bind no module that is compiled without them.
    private static (string Reason, string Remedy)? OfMetadata(PartMetadata? part) =>
        part is { Contract: not null, Summary: not null, Options: not null, Implementation: not null }
            ? null
            : (
                $"its part '{part?.Key}' is registered without its contract, class, options or summary.",
                "Register parts with RegisterPart, and give it a line that says what the part is."
            );

    private static (string Reason, string Remedy)? OfKey(string what, string? key) =>
        key is not null && KebabCase().IsMatch(key) && !_words.Contains(key)
            ? null
            : (
                $"its {what} has the name '{key}', which no configuration can select.",
                "Name it in kebab case: lower-case letters and digits, words joined by '-', such as edge-loss."
            );

    private static (string Reason, string Remedy)? OfContract(PartMetadata part, IComponentRegistration registration)
    {
        var isOffered = registration
            .Services.OfType<KeyedService>()
            .Any(service => service.ServiceType == part.Contract && part.Key.Equals(service.ServiceKey));
        return part.Contract.IsAssignableFrom(part.Implementation) && isOffered
            ? null
            : (
                $"its {ContractNames.Of(part.Contract)} '{part.Key}' is not registered as what it claims to be: "
                    + $"{part.Implementation.FullName} "
                    + $"{(isOffered ? "does not implement" : "is not offered as")} {part.Contract.Name}.",
                "Register parts with RegisterPart, which cannot go wrong in this way."
            );
    }

    private static (string Reason, string Remedy)? OfOptions(PartMetadata part)
    {
        var subject = $"the options {part.Options.FullName} of its {ContractNames.Of(part.Contract)} '{part.Key}'";
        object defaults;
        try
        {
            defaults = OptionsShape.Defaults(part.Options);
        }
        catch (Exception fault)
        {
            return (
                $"{subject} cannot be made without values: {FailureText.Of(fault).Reason}",
                "Give the record a constructor without parameters that does not fail, and every property a default."
            );
        }

        if (OptionsShape.Unbound(part.Options) is var (path, type))
        {
            return (
                $"{subject} have '{path}' of the type {Words(type)}, which no configuration can hold.",
                "Take text, true or false, a number, an enum, a record with such properties, a PartSelection, or a "
                    + "list or dictionary (with text as keys) of these; make the value of it in the part."
            );
        }

        if (OptionsShape.Endless(part.Options) is { } endless)
        {
            return (
                $"{subject} have no end: '{endless.Name}' of {endless.Property.DeclaringType!.FullName} leads to the "
                    + $"same options again.",
                "Give the option another type: options form a tree of which each branch ends."
            );
        }

        var bare = OptionsShape
            .Of(part.Options)
            .FirstOrDefault(property => !property.MayBeNull && property.Get(defaults) is null);
        return bare is null
            ? null
            : (
                $"{subject} have no default for '{bare.Name}'.",
                "Give the property a default, or declare it as one that may be null ('?')."
            );
    }

    private static string Words(Type type) =>
        type.IsGenericType
            ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Words))}>"
            : type.FullName ?? type.Name;

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex KebabCase();
}
