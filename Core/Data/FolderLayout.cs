using GsFramework.Core.Interchange;
using GsFramework.Data;

namespace GsFramework.Core.Data;

/// <summary>Where the folder of a split and domain is.</summary>
/// <param name="options">The folders that are named, or their root.</param>
/// <param name="isSideBySide">True where each image of a folder holds one of A and one of B.</param>
internal sealed class FolderLayout(FolderImageOptions options, bool isSideBySide)
{
    /// <summary>True where each image of a folder holds one of A and one of B.</summary>
    public bool IsSideBySide => isSideBySide;

    /// <summary>The folder, or null when the layout has none.</summary>
    /// <exception cref="UserException">A folder that was named is missing.</exception>
    public string? Find(Split split, Domain domain)
    {
        // Both domains are in the folder that is named for A.
        if (options.Named(split, isSideBySide ? Domain.Source : domain) is { } named)
        {
            return Existing(named);
        }

        return options.Root is { } root
            ? Candidates(split, domain)
                .Select(candidate => Path.Combine(Existing(root), candidate))
                .FirstOrDefault(Directory.Exists)
            : null;
    }

    /// <summary>The folder of training images.</summary>
    /// <exception cref="UserException">It is missing.</exception>
    public string Training(Domain domain)
    {
        if (Find(Split.Train, domain) is { } found)
        {
            return found;
        }

        var letter = Letter(domain);
        if (options.Root is not { } root)
        {
            throw new UserException(
                $"Nothing says where the training images of domain {letter} are. Set 'root' or 'train{letter}'."
            );
        }

        var candidates = Candidates(Split.Train, domain);
        throw new UserException(
            isSideBySide
                ? $"'{root}' has no training images: the folder {candidates[0]} is not there; "
                    + $"{FolderHint.Content(root)}. Name the folder with 'trainA' when it is called otherwise."
                : $"'{root}' has no training images of domain {letter}: neither the folder {candidates[0]} nor "
                    + $"{candidates[1]} is there; {FolderHint.Content(root)}. Name the folder with 'train{letter}' "
                    + $"when it is called otherwise.{SideBySidePairs.Hint(root)}"
        );
    }

    /// <summary>The name of the folder of a split, of which those of the domains are made.</summary>
    public static string NameOf(Split split) =>
        split switch
        {
            Split.Train => "train",
            Split.Validation => "val",
            _ => "test",
        };

    private string[] Candidates(Split split, Domain domain) =>
        isSideBySide
            ? [NameOf(split)]
            : [$"{NameOf(split)}{Letter(domain)}", Path.Combine(NameOf(split), Letter(domain))];

    private static string Existing(string folder) =>
        Directory.Exists(folder)
            ? folder
            : throw new UserException($"There is no folder of images '{folder}'. {FolderHint.For(folder)}");

    private static string Letter(Domain domain) => domain == Domain.Source ? "A" : "B";
}
