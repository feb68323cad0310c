using System.Security.Cryptography;
using System.Text;

namespace GsFramework.DataSets;

/// <summary>
/// Splits by a name that all pictures of one origin share, so that nothing of a test picture is ever trained on. The
/// order is that of the SHA-256 of the name: the same on every machine, and it hardly changes when the set grows.
/// </summary>
public static class SourceSplit
{
    /// <summary>The distinct names in their order.</summary>
    public static IReadOnlyList<string> Order(IEnumerable<string> names) =>
        names
            .Distinct(StringComparer.Ordinal)
            .OrderBy(
                static name => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name))),
                StringComparer.Ordinal
            )
            .ToArray();

    /// <summary>Deals the names: the first to "test", the next to "val", the rest to "train".</summary>
    /// <param name="names">Names of origins; repeated ones count once.</param>
    /// <param name="test">How many go to the test.</param>
    /// <param name="validation">How many go to the validation.</param>
    /// <returns>The part of each name.</returns>
    /// <exception cref="FetchException">There are not enough names to leave one for training.</exception>
    public static IReadOnlyDictionary<string, string> Deal(IEnumerable<string> names, int test, int validation)
    {
        var order = Order(names);
        if (order.Count <= test + validation)
        {
            throw new FetchException(
                $"{order.Count} pictures cannot give {test} for the test, {validation} for validation and some for "
                    + $"training."
            );
        }

        return order
            .Select(
                (name, i) =>
                    (
                        name,
                        part: i < test ? "test"
                        : i < test + validation ? "val"
                        : "train"
                    )
            )
            .ToDictionary(static pair => pair.name, static pair => pair.part, StringComparer.Ordinal);
    }
}
