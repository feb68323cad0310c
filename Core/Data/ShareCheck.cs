using Serilog;

namespace GsFramework.Core.Data;

/// <summary>Whether a <see cref="ValidationShare"/> suits a folder of training images.</summary>
internal sealed class ShareCheck(ValidationShare share, FolderImageOptions options, ILogger? log)
{
    private const int LeastValidation = 2;

    /// <summary>Warns of names that the pattern of groups does not match.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="files">Its images.</param>
    /// <param name="others">Lists those of the other domain. Domains that are not paired have names of their own kind,
    /// and perhaps no groups in one of them.</param>
    /// <exception cref="UserException">It matches none, of the other domain neither.</exception>
    public void Groups(string folder, List<FolderImage> files, Func<IEnumerable<FolderImage>> others)
    {
        var strangers = files.Where(file => !share.Matches(file.Name)).ToList();
        if (strangers.Count == 0)
        {
            return;
        }

        if (strangers.Count == files.Count && !others().Any(file => share.Matches(file.Name)))
        {
            throw new UserException(
                $"data.source.groupPattern is '{share.GroupPattern}', which matches none of the {files.Count} names "
                    + $"in '{folder}', such as "
                    + $"'{files[0].Name}'. A name is a path below the folder without extension. Fix the pattern, or "
                    + $"remove it."
            );
        }

        log?.Warning(
            "groupPattern does not match {Count} of {Images} names in {Folder}, such as {Name}: each of these images "
                + "is a group of its own",
            strangers.Count,
            files.Count,
            folder,
            strangers[0].Name
        );
    }

    /// <summary>Tells how many images are set aside, and warns where these are too few.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="images">How many it has.</param>
    /// <param name="aside">How many are set aside.</param>
    /// <param name="isValidated">True for the images on which a run validates.</param>
    public void Tell(string folder, int images, int aside, bool isValidated)
    {
        log?.Information("Of {Count} images in {Folder}, {Aside} are set aside for validation", images, folder, aside);
        if (aside < LeastValidation && isValidated)
        {
            log?.Warning(
                "validationFraction {Fraction} sets {Aside} of {Images} images in {Folder} aside, too few to "
                    + "validate on: validation is off. "
                    + "Raise validationFraction, choose another splitSeed, let groupPattern make smaller groups, or "
                    + "give a folder of validation images (valA)",
                options.ValidationFraction,
                aside,
                images,
                folder
            );
        }
    }
}
