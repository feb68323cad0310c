using System.ComponentModel;
using GsFramework.Parts;

namespace GsFramework.Models.Features;

/// <summary>Options of the Inception network of FID.</summary>
public sealed record InceptionFidOptions : IValidatesOptions
{
    /// <summary>The weight file of pytorch-fid.</summary>
    [Description(
        "The weight file of pytorch-fid, pt_inception-2015-12-05-6726825d.pth. It does not come with this program."
    )]
    [PathOption]
    public string? Weights { get; init; }

    /// <summary>Which of a checkpoint's dictionaries of weights is meant.</summary>
    [Description(
        "Key of the weights in a checkpoint that holds several things, such as state_dict; keys of nested "
            + "dictionaries joined by dots, or . for the whole file. Absent for the only one, or the one with a "
            + "usual name."
    )]
    public string? Key { get; init; }

    /// <summary>The layer, by its number of features: 64, 192, 768 or 2048.</summary>
    [Description("The layer by its number of features: 64, 192, 768, or 2048, that of FID.")]
    public int Dimensions { get; init; } = 2048;

    /// <summary>True to take a weight file with another hash.</summary>
    [Description(
        "True to take weights with another hash; the scores are then called fd-inception-other and "
            + "kid-inception-other, never fid."
    )]
    public bool AllowOtherWeights { get; init; }

    /// <inheritdoc/>
    public IEnumerable<(string Property, string Message)> Faults()
    {
        if (Weights is null)
        {
            yield return (nameof(Weights), MissingWeights);
        }

        if (!InceptionGraph.Dimensions.Contains(Dimensions))
        {
            yield return (
                nameof(Dimensions),
                $"expected {string.Join(", ", InceptionGraph.Dimensions)}, found {Dimensions}"
            );
        }
    }

    internal const string MissingWeights =
        "give the path of pt_inception-2015-12-05-6726825d.pth, from the release 'fid_weights' of mseitzer/pytorch-fid";
}
