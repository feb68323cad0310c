using GsFramework.Core.Interchange;
using GsFramework.Data;

namespace GsFramework.Core.Data;

/// <summary>Where the folder of a split and domain is.</summary>
internal sealed class FolderLayout(FolderImageOptions options)
{
    /// <summary>The folder, or null when the layout has none.</summary>
    /// <exception cref="UserException">A folder that was named is missing.</exception>
    public string? Find(Split split, Domain domain)
    {
        if (options.Named(split, domain) is { } named)
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
        var candidates = Candidates(Split.Train, domain);
        throw new UserException(
            options.Root is not { } root
                ? $"Nothing says where the training images of domain {letter} are. Set 'root' or 'train{letter}'."
                : $"'{root}' has no training images of domain {letter}: neither the folder {candidates[0]} nor "
                    + $"{candidates[1]} is "
                    + $"there; {FolderHint.Content(root)}. Name the folder with 'train{letter}' when it is called "
                    + $"otherwise."
        );
    }

    private static string[] Candidates(Split split, Domain domain)
    {
        var name = split switch
        {
            Split.Train => "train",
            Split.Validation => "val",
            _ => "test",
        };
        return [$"{name}{Letter(domain)}", Path.Combine(name, Letter(domain))];
    }

    private static string Existing(string folder) =>
        Directory.Exists(folder)
            ? folder
            : throw new UserException($"There is no folder of images '{folder}'. {FolderHint.For(folder)}");

    private static string Letter(Domain domain) => domain == Domain.Source ? "A" : "B";
}
