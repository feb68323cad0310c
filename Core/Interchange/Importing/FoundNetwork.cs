using static TorchSharp.torch;

namespace GsFramework.Core.Interchange.Importing;

/// <summary>Which of a file's tensors are the network that is asked for: all of them, or those below a first part of
/// their names, such as <c>generator</c>.</summary>
/// <param name="Import">What became of the tensors.</param>
/// <param name="Architecture">The index of the architecture that they were compared with.</param>
/// <param name="Part">The first part of the names; "" for all tensors.</param>
/// <param name="OtherParts">The other networks that the names tell of, and how many tensors each has.</param>
/// <param name="Undecided">Parts that fit, but only the user knows whether they are meant: several, or one beside what
/// may belong to it.</param>
internal sealed record FoundNetwork(
    CheckpointImport Import,
    int Architecture,
    string Part,
    IReadOnlyList<NamePart> OtherParts,
    IReadOnlyList<NamePart> Undecided
)
{
    private const int Deepest = 3;
    private const int MostTries = 64;

    /// <summary>Compares tensors with an architecture; null where that has no network to compare them with.</summary>
    public delegate CheckpointImport? Comparison(IReadOnlyDictionary<string, Tensor> tensors);

    /// <summary>All tensors, as one network.</summary>
    /// <param name="tensors">The file's tensors.</param>
    /// <param name="architectures">What to compare with, in order; the first always has a network.</param>
    public static FoundNetwork Whole(
        IReadOnlyDictionary<string, Tensor> tensors,
        IReadOnlyList<Comparison> architectures
    ) =>
        Fitting(tensors, architectures) is (var fitting, var index)
            ? new FoundNetwork(fitting, index, "", [], [])
            : new FoundNetwork(architectures[0](tensors)!, 0, "", [], []);

    /// <summary>
    /// All tensors if they fit. If not, they may be several networks, as <c>generator.*</c> beside
    /// <c>discriminator.*</c>: the one that fits. If none does, the generator by its name, or else all tensors, for a
    /// report of what does not fit.
    /// </summary>
    /// <inheritdoc cref="Whole"/>
    public static FoundNetwork In(IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyList<Comparison> architectures)
    {
        var whole = Whole(tensors, architectures);
        if (whole.Import.Fault is null)
        {
            return whole;
        }

        var parts = NamePart.Of(tensors);
        var (level, tries) = (parts, 0);
        for (var depth = 0; depth < Deepest; depth++)
        {
            var found = new List<FoundNetwork>();
            foreach (var part in level.TakeWhile(_ => tries++ < MostTries))
            {
                if (Fitting(part.Below(tensors), architectures) is (var import, var index))
                {
                    found.Add(new FoundNetwork(import, index, part.Name, [.. level.Where(other => other != part)], []));
                }
            }

            if (found.Count > 0)
            {
                return found is [var only] && NetworkNames.AreNetworks(level)
                    ? only
                    : whole with
                    {
                        Undecided = [.. level.Where(part => found.Exists(network => network.Part == part.Name))],
                    };
            }

            level = [.. level.SelectMany(part => part.Inner(tensors))];
        }

        if (!NetworkNames.AreNetworks(parts))
        {
            return whole;
        }

        return NetworkNames.Plain(parts) is not { } plain
            ? whole with
            {
                OtherParts = parts,
            }
            : new FoundNetwork(
                architectures[0](plain.Below(tensors))!,
                0,
                plain.Name,
                [.. parts.Where(part => part != plain)],
                []
            );
    }

    private static (CheckpointImport Import, int Index)? Fitting(
        IReadOnlyDictionary<string, Tensor> tensors,
        IReadOnlyList<Comparison> architectures
    )
    {
        foreach (var (index, compare) in architectures.Index())
        {
            if (compare(tensors) is { Fault: null } import)
            {
                return (import, index);
            }
        }

        return null;
    }
}
