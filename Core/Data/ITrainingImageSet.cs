using GsFramework.Data;
using static TorchSharp.torch;

namespace GsFramework.Core.Data;

/// <summary>Images that can be cut at random places, and that get along without an image that has become
/// unreadable.</summary>
internal interface ITrainingImageSet : IImageDataset
{
    /// <summary>True when training cuts every image at a random place, so that no two passes see the same
    /// pixels.</summary>
    bool CropsAtRandom { get; }

    /// <summary>Where the images are, for messages; null where that is not known.</summary>
    string? Folder { get; }

    /// <summary>Reads one image and cuts it: (C, H, W), fp32 in [-1, 1]. It belongs to the caller.</summary>
    /// <exception cref="UserException">The image cannot be read.</exception>
    Tensor Load(int index, CropPlace place);

    /// <summary>Takes note that an image could not be read; from now on it is not tried again.</summary>
    /// <exception cref="UserException">All are lost, or none may be.</exception>
    void Lose(int index, UserException fault);
}
