using System.ComponentModel;
using GsFramework.Data;
using GsFramework.Parts;

namespace GsFramework.Host.Data;

/// <summary>Where the folders of images are.</summary>
internal sealed record FolderImageOptions : IValidatesOptions
{
    [Description("Folder with trainA trainB valA valB testA testB, or with train/A train/B val/A … test/B.")]
    [PathOption]
    public string? Root { get; init; }

    [Description("Training images of the source domain, where they lie elsewhere.")]
    [PathOption]
    public string? TrainA { get; init; }

    [Description("Training images of the target domain, where they lie elsewhere.")]
    [PathOption]
    public string? TrainB { get; init; }

    [Description("Validation images of the source domain, where they lie elsewhere.")]
    [PathOption]
    public string? ValidationA { get; init; }

    [Description("Validation images of the target domain, where they lie elsewhere.")]
    [PathOption]
    public string? ValidationB { get; init; }

    [Description("Test images of the source domain, where they lie elsewhere.")]
    [PathOption]
    public string? TestA { get; init; }

    [Description("Test images of the target domain, where they lie elsewhere.")]
    [PathOption]
    public string? TestB { get; init; }

    /// <summary>The folder that is named for a split and domain, or null when the layout decides.</summary>
    public string? Named(Split split, Domain domain) => (split, domain) switch
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
            yield return (nameof(Root), "Give the folder that holds trainA and trainB, or name the folders one by one.");
        }
    }
}
