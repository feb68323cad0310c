using System.Runtime.InteropServices;
using GsFramework.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Data;

/// <summary>
/// Puts images together to a batch. By plain copies and not by libtorch's operations: those would start a second team
/// of threads when they are called beside the training, and the two teams hinder one another.
/// </summary>
internal static class BatchTensor
{
    /// <summary>The images of a plan, mirrored as it says: (N, C, H, W), fp32, on the CPU.</summary>
    /// <exception cref="UserException">An image has another size than the first.</exception>
    public static Tensor Of(IImageDataset images, BatchPlan plan, IReadOnlyList<Tensor> loaded)
    {
        var shape = loaded[0].shape;
        for (var i = 1; i < loaded.Count; i++)
        {
            if (!loaded[i].shape.SequenceEqual(shape))
            {
                throw new UserException(
                    $"The image '{images.NameOf(plan.Indices[i])}' is [{string.Join(", ", loaded[i].shape)}], but "
                        + $"'{images.NameOf(plan.Indices[0])}' is [{string.Join(", ", shape)}]. Bring all images to "
                        + $"one size."
                );
            }
        }

        var batch = empty([loaded.Count, .. shape], dtype: float32);
        var pixels = MemoryMarshal.Cast<byte, float>(batch.bytes);
        var (size, width) = (pixels.Length / loaded.Count, (int)shape[^1]);
        for (var i = 0; i < loaded.Count; i++)
        {
            Copy(loaded[i], pixels.Slice(i * size, size), plan.Flips[i] ? width : 0);
        }

        return batch;
    }

    private static void Copy(Tensor image, Span<float> target, int mirroredWidth)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var plain =
            image.dtype == float32 && image.device_type == DeviceType.CPU && image.is_contiguous()
                ? image
                : image.to(float32).cpu().contiguous();
        MemoryMarshal.Cast<byte, float>(plain.bytes).CopyTo(target);
        for (var row = 0; mirroredWidth > 0 && row < target.Length; row += mirroredWidth)
        {
            target.Slice(row, mirroredWidth).Reverse();
        }
    }
}
