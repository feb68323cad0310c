using GsFramework.Core.Composition.Guards;
using GsFramework.Core.Configuration;
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
            terms.Add(new GuardedTerm(parts.Create(selection), key));
            terms[^1].Check();
        }

        return terms;
    }
}
