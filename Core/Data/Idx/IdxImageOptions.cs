using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Parts;

namespace GsFramework.Core.Data.Idx;

/// <summary>Where the IDX files are, and how they are split.</summary>
internal sealed record IdxImageOptions : IValidatesOptions
{
    [Description(
        "Folder with train-images-idx3-ubyte, train-labels-idx1-ubyte and the same of t10k, each plain or with .gz."
    )]
    [PathOption]
    public string? Root { get; init; }

    [Description("Classes: labels are 0 to K - 1.")]
    [Range(2, 256)]
    public int Classes { get; init; } = 10;

    [Description("The last N images of the training file are for validation.")]
    [Range(0, int.MaxValue)]
    public int Validation { get; init; } = 1000;

    IEnumerable<(string Property, string Message)> IValidatesOptions.Faults()
    {
        if (Root is null)
        {
            yield return (nameof(Root), "Give the folder with the IDX files.");
        }
    }
}
