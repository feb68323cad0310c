using GsFramework.Core.Data;
using GsFramework.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Evaluation;

/// <summary>Some images of a data set as one tensor.</summary>
internal static class ImageStack
{
    /// <summary>Reads the images with these numbers, (N, C, H, W) on a device.</summary>
    /// <exception cref="UserException">An image cannot be read, or has another size than the others.</exception>
    public static Tensor Read(IImageDataset images, IReadOnlyCollection<int> numbers, Device device)
    {
        using var scope = NewDisposeScope();
        return ImageBatches
            .Load(images, new BatchPlan([.. numbers], new bool[numbers.Count]))
            .to(device)
            .MoveToOuterDisposeScope();
    }
}
