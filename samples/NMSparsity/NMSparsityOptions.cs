using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Parts;

namespace Samples.NMSparsity;

/// <summary>Options of the N:M sparsity term.</summary>
public sealed record NMSparsityOptions : IValidatesOptions
{
    /// <summary>N, the weights that are kept of each group.</summary>
    [Description("N, how many weights of each group are kept.")]
    [Range(1, 31)]
    public int N { get; init; } = 2;

    /// <summary>M, the size of a group.</summary>
    [Description("M, how many consecutive input channels are a group.")]
    [Range(2, 32)]
    public int M { get; init; } = 4;

    /// <summary>The share by which a weight that is out shrinks in a step.</summary>
    [Description(
        "λ, the share by which a weight that is out shrinks in a step; the learning rate's schedule multiplies it. 0 "
            + "is the plain straight-through estimator; 1 forgets it, so that it is hard to come back."
    )]
    [Range(0.0, 1.0)]
    public double Pull { get; init; } = 0.01;

    /// <summary>The part of fine-tuning in which fewer and fewer weights are kept.</summary>
    [Description(
        "The part of fine-tuning over which the weights that are kept of a group fall from M - 1 to N, one less at a "
            + "time; 0 keeps N from the first step on, as in the paper."
    )]
    [Range(0.0, 1.0)]
    public double RampShare { get; init; }

    /// <summary>Which layers become sparse.</summary>
    [Description(
        "Names of the convolutions that become sparse; * stands for any characters. Those that read fewer than M "
            + "channels stay dense."
    )]
    public IReadOnlyList<string> Layers { get; init; } = ["*"];

    /// <summary>Which of them do not.</summary>
    [Description("Names of convolutions that stay dense; * stands for any characters.")]
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <inheritdoc/>
    public IEnumerable<(string Property, string Message)> Faults()
    {
        if (N >= M)
        {
            yield return (nameof(N), $"n must be less than m: {N} of {M} weights leave no zeros.");
        }
    }
}
