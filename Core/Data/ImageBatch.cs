using static TorchSharp.torch;

namespace GsFramework.Core.Data;

/// <summary>Which images a training step sees, which of them mirrored, and which part of each.</summary>
/// <param name="Indices">Numbers of images in the data set.</param>
/// <param name="Flips">For each, whether left and right are exchanged.</param>
internal sealed record BatchPlan(IReadOnlyList<int> Indices, IReadOnlyList<bool> Flips)
{
    /// <summary>For each, where it is cut out; null when images are taken as the data set gives them.</summary>
    public IReadOnlyList<CropPlace>? Crops { get; init; }
}

/// <summary>Where a part is cut out of an image, as shares of the room that there is: (0, 0) is the upper left corner,
/// and (1/2, 1/2) the middle.</summary>
/// <param name="Down">In [0, 1).</param>
/// <param name="Right">In [0, 1).</param>
internal readonly record struct CropPlace(double Down, double Right);

/// <summary>The images of a training step.</summary>
/// <param name="Images">(N, C, H, W), fp32 in [-1, 1], on the CPU.</param>
/// <param name="Plan">Which they are, so that the same teacher images can be taken.</param>
internal sealed record ImageBatch(Tensor Images, BatchPlan Plan) : IDisposable
{
    public void Dispose() => Images.Dispose();
}
