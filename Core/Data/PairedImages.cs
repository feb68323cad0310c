using GsFramework.Data;

namespace GsFramework.Core.Data;

/// <summary>
/// Images of two domains that show the same thing, found by name and never by position: the ground truth of validation
/// and test images.
/// </summary>
/// <param name="Pairs">Numbers in both data sets, in the order of the source.</param>
/// <param name="OnlyInSource">Names that only the source has.</param>
/// <param name="OnlyInTarget">Names that only the target has.</param>
internal sealed record PairedImages(
    IReadOnlyList<(int Source, int Target)> Pairs,
    IReadOnlyList<string> OnlyInSource,
    IReadOnlyList<string> OnlyInTarget
)
{
    /// <summary>Finds the pairs.</summary>
    /// <exception cref="UserException">A name occurs twice in one data set.</exception>
    public static PairedImages Match(IImageDataset source, IImageDataset target)
    {
        var sources = ByName(source, "source");
        var targets = ByName(target, "target");
        return new PairedImages(
            [
                .. Enumerable
                    .Range(0, source.Count)
                    .Where(index => targets.ContainsKey(source.NameOf(index)))
                    .Select(index => (index, targets[source.NameOf(index)])),
            ],
            [.. sources.Keys.Where(name => !targets.ContainsKey(name)).Order(StringComparer.Ordinal)],
            [.. targets.Keys.Where(name => !sources.ContainsKey(name)).Order(StringComparer.Ordinal)]
        );
    }

    private static Dictionary<string, int> ByName(IImageDataset images, string domain)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var index = 0; index < images.Count; index++)
        {
            if (!numbers.TryAdd(images.NameOf(index), index))
            {
                throw new UserException(
                    $"Two images of the {domain} domain are called '{images.NameOf(index)}', so it is unclear which "
                        + $"one belongs "
                        + "to the other domain's. Rename or remove one."
                );
            }
        }

        return numbers;
    }
}
