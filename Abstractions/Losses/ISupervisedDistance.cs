using static TorchSharp.torch;

namespace GsFramework.Losses;

/// <summary>A distance that also looks at the true outputs, such as the labels of a classifier.</summary>
public interface ISupervisedDistance : IImageDistance
{
    /// <summary>False where the options leave the truth no weight, so that none need be there.</summary>
    bool NeedsTruth { get; }

    /// <summary>A differentiable scalar, averaged over the batch.</summary>
    /// <param name="output">The student's outputs (N, C, H, W).</param>
    /// <param name="reference">The teacher's outputs, without gradient.</param>
    /// <param name="truth">The true outputs (N, C, H, W), or null where <see cref="NeedsTruth"/> is false.</param>
    Tensor Distance(Tensor output, Tensor reference, Tensor? truth);
}
