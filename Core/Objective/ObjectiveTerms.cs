using GsFramework.Core.Composition.Guards;
using GsFramework.Core.Configuration;
using GsFramework.Core.Options;
using GsFramework.Parts;

namespace GsFramework.Core.Objective;

/// <summary>The compression terms of a configuration.</summary>
internal static class ObjectiveTerms
{
    /// <summary>Constructs them, in the order of the configuration.</summary>
    /// <exception cref="UserException">One has failed, or has an impossible weight.</exception>
    public static IReadOnlyList<GuardedTerm> Create(IPartFactory parts, ObjectiveOptions objective)
    {
        var terms = new List<GuardedTerm>();
        foreach (var (key, selection) in objective.Terms)
        {
            terms.Add(new GuardedTerm(parts.Create(selection), key, Uses(selection.Options)));
            terms[^1].Check();
        }

        return terms;
    }

    private static string? Uses(object? options)
    {
        var parts = options is null
            ? []
            : OptionsShape
                .Of(options.GetType())
                .Select(property => property.Get(options))
                .OfType<IPartSelection>()
                .Select(static selection => $"{ContractNames.Of(selection.Contract)} '{selection.Kind}'")
                .ToArray();
        return parts.Length == 0 ? null : string.Join(" and ", parts);
    }
}
