using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Losses;
using static TorchSharp.torch;

namespace HowTo;

public sealed record BlendedOptions
{
    [Description("Share of the distance to the true image; the rest is that to the teacher's.")]
    [Range(0.0, 1.0)]
    public double Share { get; init; } = 0.5;
}

/// <summary>Mean absolute difference to the teacher's image and to the true one.</summary>
public sealed class BlendedDistance(BlendedOptions options) : ISupervisedDistance
{
    public bool NeedsTruth => options.Share > 0;

    public Tensor Distance(Tensor image, Tensor reference) => (image - reference).abs().mean();

    public Tensor Distance(Tensor output, Tensor reference, Tensor? truth) => truth is null
        ? Distance(output, reference)
        : ((1 - options.Share) * Distance(output, reference)) + (options.Share * Distance(output, truth));
}
