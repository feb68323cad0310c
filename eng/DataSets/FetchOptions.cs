namespace GsFramework.DataSets;

/// <summary>The arguments of a fetch program.</summary>
/// <param name="DataFolder">Where sets and downloads go.</param>
/// <param name="Patch">Side in pixels of the images that are written.</param>
/// <param name="Force">Make the set again although it is there.</param>
/// <param name="AnyCount">Keep a set whose counts are not the documented ones.</param>
public sealed record FetchOptions(string DataFolder, int Patch, bool Force, bool AnyCount)
{
    /// <summary>Side of a written image when none is given.</summary>
    public const int UsualPatch = 64;

    /// <summary>Reads the arguments.</summary>
    /// <param name="arguments">As given to the program.</param>
    /// <param name="dataFolder">Where data goes when the user does not say.</param>
    /// <param name="largestPatch">Largest side that makes sense for the set; 0 when it has but one size.</param>
    /// <exception cref="FetchException">An argument is unknown or impossible.</exception>
    public static FetchOptions Parse(IReadOnlyList<string> arguments, string dataFolder, int largestPatch)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var options = new FetchOptions(dataFolder, UsualPatch, Force: false, AnyCount: false);
        for (var i = 0; i < arguments.Count; i++)
        {
            options = arguments[i] switch
            {
                "--force" => options with { Force = true },
                "--any-count" => options with { AnyCount = true },
                "--out" when i + 1 < arguments.Count => options with { DataFolder = Path.GetFullPath(arguments[++i]) },
                "--patch" when largestPatch > 0 && i + 1 < arguments.Count => options with
                {
                    Patch = Side(arguments[++i], largestPatch),
                },
                var other => throw new FetchException(
                    $"'{other}' is not understood. There are --out FOLDER, --force, "
                        + $"--any-count{(largestPatch > 0 ? " and --patch N" : "")}."
                ),
            };
        }

        return options;
    }

    // A multiple of 4 passes through two strided convolutions and back without a change of size.
    private static int Side(string text, int largest) =>
        int.TryParse(text, out var side) && side >= 32 && side <= largest && side % 4 == 0
            ? side
            : throw new FetchException($"--patch {text}: give a multiple of 4 from 32 to {largest}.");
}
