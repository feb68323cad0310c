using static TorchSharp.torch;

namespace GsFramework.Core.Interchange.PyTorch;

/// <summary>Where the elements of a checkpoint's storages are.</summary>
internal interface ITensorData
{
    /// <summary>Tests that a storage is there, with as many bytes as its pickle claims. Cheap: nothing is
    /// read.</summary>
    /// <exception cref="CheckpointFault">It is not.</exception>
    void Check(TensorStorage storage);

    /// <summary>Fills a tensor with the elements of a storage that was checked.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="target">A contiguous tensor of as many bytes.</param>
    void Read(TensorStorage storage, Tensor target);
}
