using static TorchSharp.torch;

namespace GsFramework.Host.Data;

/// <summary>Which images a training step sees, and which of them mirrored.</summary>
/// <param name="Indices">Numbers of images in the data set.</param>
/// <param name="Flips">For each, whether left and right are exchanged.</param>
internal sealed record BatchPlan(IReadOnlyList<int> Indices, IReadOnlyList<bool> Flips);

/// <summary>The images of a training step.</summary>
/// <param name="Images">(N, C, H, W), fp32 in [-1, 1], on the CPU.</param>
/// <param name="Plan">Which they are, so that the same teacher images can be taken.</param>
internal sealed record ImageBatch(Tensor Images, BatchPlan Plan) : IDisposable
{
    public void Dispose() => Images.Dispose();
}
