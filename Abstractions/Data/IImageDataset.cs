using static TorchSharp.torch;

namespace GsFramework.Data;

/// <summary>Images that can be read by number. Reading is deterministic and may come from any thread.</summary>
public interface IImageDataset
{
    /// <summary>How many images there are.</summary>
    int Count { get; }

    /// <summary>The name of an image, by which pairs are found: the file's stem.</summary>
    string NameOf(int index);

    /// <summary>Reads one image: (C, H, W), fp32 in [-1, 1]; where the target domain are the classes of a classifier, a
    /// one-hot label (K, 1, 1). It belongs to the caller.</summary>
    /// <exception cref="UserException">The image cannot be read.</exception>
    Tensor Load(int index);
}
