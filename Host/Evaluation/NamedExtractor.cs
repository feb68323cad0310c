using GsFramework.Features;

namespace GsFramework.Host.Evaluation;

/// <summary>A feature network and the names of its metrics.</summary>
/// <param name="Extractor">The network; it stays its owner's.</param>
/// <param name="Name">Its name in metrics.</param>
/// <param name="Number">1, or more where a network before it has the same name.</param>
internal sealed record NamedExtractor(IFeatureExtractor Extractor, string Name, int Number = 1)
{
    /// <summary>KID's metric.</summary>
    public string Kid => $"kid-{Name}{Tail}";

    /// <summary>The metric of the Fréchet distance: <c>fid</c> for the network of the FID papers alone.</summary>
    public string Frechet => Extractor.DefinesFid ? $"fid{Tail}" : $"fd-{Name}{Tail}";

    /// <summary>The metric of the feature distance, without what it is a distance to.</summary>
    public string Distance => $"feature-distance-{Name}{Tail}";

    private string Tail => Number == 1 ? "" : $"-{Number}";

    /// <summary>Names networks by themselves or by their parts' keys without dashes.</summary>
    /// <param name="parts">Each with its part's key.</param>
    /// <exception cref="UserException">The same network is there twice, which would give every score twice.</exception>
    public static IReadOnlyList<NamedExtractor> Of(IReadOnlyList<(string Kind, IFeatureExtractor Extractor)> parts)
    {
        var named = new List<NamedExtractor>();
        foreach (var (index, (kind, extractor)) in parts.Index())
        {
            var identities = named
                .Select(static other => (other.Extractor.Identity, other.Extractor.Preparation))
                .ToList();
            var same = identities.IndexOf((extractor.Identity, extractor.Preparation));
            if (same >= 0)
            {
                throw new UserException(
                    $"evaluation.furtherFeatures[{index - 1}] is the same network as "
                        + $"{(same == 0 ? "evaluation.features" : $"evaluation.furtherFeatures[{same - 1}]")} "
                        + $"({extractor.Identity}). Take one of them out, or give it another layer or other weights."
                );
            }

            var next = new NamedExtractor(
                extractor,
                extractor.ScoreName ?? kind.Replace("-", "", StringComparison.Ordinal)
            );
            while (named.Exists(other => other.Kid == next.Kid))
            {
                next = next with { Number = next.Number + 1 };
            }

            named.Add(next);
        }

        return named;
    }
}
