using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using GsFramework.Data;
using GsFramework.Parts;

namespace GsFramework.Core.Data;

/// <summary>The values of <c>data.source.crop</c>.</summary>
internal enum ImageCrop
{
    Centre,
    Random,
}

/// <summary>The values of <c>data.source.pairs</c>.</summary>
internal enum ImagePairs
{
    /// <summary>Side by side where folders and images look like it.</summary>
    Auto,

    /// <summary>In folders of their own.</summary>
    Separate,

    /// <summary>In one image.</summary>
    SideBySide,
}

/// <summary>The values of <c>data.source.direction</c>.</summary>
internal enum PairDirection
{
    AToB,
    BToA,
}

/// <summary>The values of <c>data.source.onUnreadable</c>.</summary>
internal enum OnUnreadable
{
    /// <summary>Leave it out, count it and name it.</summary>
    Skip,

    /// <summary>Stop.</summary>
    Fail,
}

/// <summary>Where the folders of images are, and how images are read.</summary>
internal sealed record FolderImageOptions : IValidatesOptions
{
    [Description(
        "Folder with trainA trainB valA valB testA testB, or with train/A train/B val/A … test/B, or with train val "
            + "test of pairs side by side."
    )]
    [PathOption]
    public string? Root { get; init; }

    [Description("Training images of the source domain, where they are in another folder.")]
    [PathOption]
    public string? TrainA { get; init; }

    [Description("Training images of the target domain, where they are in another folder.")]
    [PathOption]
    public string? TrainB { get; init; }

    [Description("Validation images of the source domain, where they are in another folder.")]
    [PathOption]
    public string? ValidationA { get; init; }

    [Description("Validation images of the target domain, where they are in another folder.")]
    [PathOption]
    public string? ValidationB { get; init; }

    [Description("Test images of the source domain, where they are in another folder.")]
    [PathOption]
    public string? TestA { get; init; }

    [Description("Test images of the target domain, where they are in another folder.")]
    [PathOption]
    public string? TestB { get; init; }

    [Description(
        "Where A and B are: in folders of their own, or side by side in one image, A on the left and B on the right, "
            + "in the folders train, val and test or those of trainA, validationA and testA; auto finds out."
    )]
    public ImagePairs Pairs { get; init; } = ImagePairs.Auto;

    [Description("Of pairs side by side: what goes into the generator, the left half (a-to-b) or the right (b-to-a).")]
    public PairDirection Direction { get; init; } = PairDirection.AToB;

    [Description("Search the folders within the folders, too.")]
    public bool Recursive { get; init; } = true;

    [Description("How images are scaled to data.imageSize: until they cover it, stretched to it, or not at all.")]
    public ImageResize Resize { get; init; } = ImageResize.Cover;

    [Description(
        "What is cut out of a training image: its middle, or a place that seed and step decide. Other images: the "
            + "middle."
    )]
    public ImageCrop Crop { get; init; } = ImageCrop.Centre;

    [Description(
        "Side to which training images are scaled before data.imageSize is cut out at random; absent for 286/256 of it."
    )]
    [Range(8, 8192)]
    public int? LoadSize { get; init; }

    [Description("What to do with images that cannot be read: leave them out and say so, or stop.")]
    public OnUnreadable OnUnreadable { get; init; } = OnUnreadable.Skip;

    [Description("Memory for decoded images in megabytes; those that find no room are decoded each time.")]
    [Range(0, 1000000)]
    public int CacheMegabytes { get; init; } = 1024;

    [Description("Share of the training images that is set aside for validation where there is no folder for it.")]
    [Range(0, 0.9)]
    public double ValidationFraction { get; init; }

    [Description(
        "Regular expression on an image's name whose first group names those that stay on one side of "
            + "validationFraction."
    )]
    public string? GroupPattern { get; init; }

    [Description(
        "Seed of validationFraction; not that of the run, so that runs with other seeds are compared on the same "
            + "images."
    )]
    public int SplitSeed { get; init; }

    /// <summary>The folder that is named for a split and domain, or null when the layout decides.</summary>
    public string? Named(Split split, Domain domain) =>
        (split, domain) switch
        {
            (Split.Train, Domain.Source) => TrainA,
            (Split.Train, Domain.Target) => TrainB,
            (Split.Validation, Domain.Source) => ValidationA,
            (Split.Validation, Domain.Target) => ValidationB,
            (Split.Test, Domain.Source) => TestA,
            _ => TestB,
        };

    IEnumerable<(string Property, string Message)> IValidatesOptions.Faults()
    {
        if (Root is null && TrainA is null)
        {
            yield return (
                nameof(Root),
                "Give the folder that holds trainA and trainB, or name the folders one by one."
            );
        }

        if (Pairs == ImagePairs.SideBySide && (TrainB ?? ValidationB ?? TestB) is not null)
        {
            yield return (
                nameof(Pairs),
                "Side by side, both halves are in the folders of trainA, validationA and testA: remove trainB, "
                    + "validationB and testB."
            );
        }

        if (Pairs == ImagePairs.Separate && Direction == PairDirection.BToA)
        {
            yield return (
                nameof(Direction),
                "It is for pairs side by side. Name the folders the other way round, or remove it."
            );
        }

        if (LoadSize is not null && (Crop != ImageCrop.Random || Resize == ImageResize.None))
        {
            yield return (
                nameof(LoadSize),
                "It is the side to which images are scaled before a random crop. Set 'crop' to 'random' and do not "
                    + "set 'resize' to 'none', or remove it."
            );
        }

        if (GroupPattern is not null && PatternFault(GroupPattern) is { } fault)
        {
            yield return (nameof(GroupPattern), fault);
        }
    }

    private static string? PatternFault(string pattern)
    {
        try
        {
            return
                new Regex(pattern, RegexOptions.CultureInvariant, ValidationShare.Patience).GetGroupNumbers().Length < 2
                ? "It has no group. Put what images of one group share in parentheses, such as '^(.*)-[0-9]+$'."
                : null;
        }
        catch (ArgumentException fault)
        {
            return $"It is no regular expression: {fault.Message}";
        }
    }
}
