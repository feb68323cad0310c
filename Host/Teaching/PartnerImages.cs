using GsFramework.Data;
using static TorchSharp.torch;

namespace GsFramework.Host.Teaching;

/// <summary>The images of B in the order of those of A whose names they have.</summary>
internal sealed class PartnerImages : IImageDataset
{
    private readonly IImageDataset _targets;
    private readonly int[] _numbers;

    /// <summary>Finds each image's partner.</summary>
    /// <exception cref="UserException">An image of A has none.</exception>
    public PartnerImages(IImageDataset inputs, IImageDataset targets)
    {
        _targets = targets;
        var pairs = Host.Data.PairedImages.Match(inputs, targets);
        _numbers = pairs.OnlyInSource.Count == 0
            ? [.. pairs.Pairs.Select(static pair => pair.Target)]
            : throw new UserException(
                $"{pairs.OnlyInSource.Count} training images of A have no partner of the same name in B, such as '{pairs.OnlyInSource[0]}'. This teacher.method needs pairs: add them, or remove what has none.");
    }

    /// <inheritdoc/>
    public int Count => _numbers.Length;

    /// <inheritdoc/>
    public string NameOf(int index) => _targets.NameOf(_numbers[index]);

    /// <inheritdoc/>
    public Tensor Load(int index) => _targets.Load(_numbers[index]);
}
