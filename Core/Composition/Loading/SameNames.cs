using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Options;
using GsFramework.Graph;

namespace GsFramework.Core.Composition.Loading;

/// <summary>
/// What becomes of names that several plugins have. What comes with the program keeps its name; among others none has
/// precedence, since which of them is meant only the user can say: neither is used.
/// </summary>
/// <param name="Refused">Parts that are not used.</param>
/// <param name="Ambiguous">Those of them whose name nobody keeps, by name.</param>
/// <param name="LayerKinds">The plugins' layer kinds that are used.</param>
/// <param name="Faults">What to tell the user.</param>
internal sealed record SameNames(
    IReadOnlyCollection<CatalogPart> Refused,
    IReadOnlyList<IReadOnlyList<CatalogPart>> Ambiguous,
    IReadOnlyList<LayerKind> LayerKinds,
    IReadOnlyList<PluginFault> Faults
)
{
    private const string Remedy = "Remove one of the plugins, or rename what it has.";

    /// <summary>Judges the names of plugins before they are loaded.</summary>
    /// <param name="places">The plugins.</param>
    /// <param name="faults">Gets those that are refused.</param>
    /// <returns>The plugins to load.</returns>
    public static IReadOnlyList<PluginPlace> Of(IReadOnlyList<PluginPlace> places, ICollection<PluginFault> faults)
    {
        var kept = new List<PluginPlace>();
        foreach (var group in places.GroupBy(static place => place.Name, StringComparer.OrdinalIgnoreCase))
        {
            var winners = Winners(group, static place => place.Source);
            kept.AddRange(winners);
            foreach (var loser in group.Except(winners))
            {
                faults.Add(
                    new PluginFault(
                        loser.Name,
                        loser.MainAssembly,
                        PluginPhase.Load,
                        $"it is there {group.Count()} times: "
                            + $"{string.Join(" and ", group.Select(static place => place.MainAssembly))}; "
                            + $"{(winners.Count == 0 ? "none is" : "the one that comes with the program is")} used.",
                        "Remove one."
                    )
                );
            }
        }

        return kept;
    }

    /// <summary>Judges the names of parts and layer kinds.</summary>
    public static SameNames Of(IReadOnlyList<PluginContainer> containers)
    {
        var (refused, ambiguous, faults) = (
            new HashSet<CatalogPart>(),
            new List<IReadOnlyList<CatalogPart>>(),
            new List<PluginFault>()
        );
        foreach (
            var group in containers
                .SelectMany(static container => container.Parts)
                .GroupBy(static part => (part.Metadata.Contract, part.Metadata.Key))
                .Where(static group => group.Count() > 1)
        )
        {
            var winners = Winners(group, static part => part.Plugin.Source);
            if (winners.Count == 0)
            {
                ambiguous.Add([.. group]);
            }

            foreach (var loser in group.Except(winners))
            {
                refused.Add(loser);
                faults.Add(
                    Taken(
                        $"{ContractNames.Of(group.Key.Contract)} '{group.Key.Key}'",
                        loser.Plugin,
                        group.Select(static part => part.Plugin),
                        winners.Count
                    )
                );
            }
        }

        var kinds = new List<LayerKind>();
        foreach (
            var group in containers
                .SelectMany(static container => container.LayerKinds.Select(kind => (Kind: kind, container.Plugin)))
                .GroupBy(static entry => entry.Kind.Name)
        )
        {
            var winners = Winners(group, static entry => entry.Plugin.Source);
            kinds.AddRange(winners.Select(static entry => entry.Kind));
            faults.AddRange(
                group
                    .Except(winners)
                    .Select(loser =>
                        Taken(
                            $"layer kind '{group.Key}'",
                            loser.Plugin,
                            group.Select(static entry => entry.Plugin),
                            winners.Count
                        )
                    )
            );
        }

        return new SameNames(refused, ambiguous, kinds, faults);
    }

    // The only one, or the only one that comes with the program.
    private static List<T> Winners<T>(IEnumerable<T> group, Func<T, PluginSource> source)
    {
        var all = group.ToList();
        var own = all.Where(item => source(item) == PluginSource.BuiltIn).ToList();
        return all.Count == 1 ? all
            : own.Count == 1 ? own
            : [];
    }

    private static PluginFault Taken(string what, Plugin loser, IEnumerable<Plugin> all, int winners)
    {
        var others = all.Where(other => other != loser).Select(static other => $"{other.Name} ({other.Path})");
        return new(
            loser.Name,
            loser.Path,
            PluginPhase.Register,
            $"its {what} is also in {string.Join(" and ", others)}; "
                + $"{(winners == 0 ? "none of them is" : "the one that comes with the program is")} used.",
            Remedy
        );
    }
}
