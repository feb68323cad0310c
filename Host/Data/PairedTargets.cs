using GsFramework.Data;
using static TorchSharp.torch;

namespace GsFramework.Host.Data;

/// <summary>The true outputs of training images: the images of the target domain that have their names.</summary>
internal sealed class PairedTargets : IImageDataset
{
    private readonly IImageDataset _targets;
    private readonly int[] _numbers;

    /// <summary>Finds each image's partner.</summary>
    /// <exception cref="UserException">An image has none.</exception>
    public PairedTargets(IImageDataset inputs, IImageDataset targets)
    {
        _targets = targets;
        var pairs = PairedImages.Match(inputs, targets);
        _numbers = pairs.OnlyInSource.Count == 0
            ? [.. pairs.Pairs.Select(static pair => pair.Target)]
            : throw new UserException(
                $"A term compares with the true outputs, but {pairs.OnlyInSource.Count} training images have none of the same name in "
                + $"the target domain, such as '{pairs.OnlyInSource[0]}'. Use paired data, or options that need none.");
    }

    /// <inheritdoc/>
    public int Count => _numbers.Length;

    /// <inheritdoc/>
    public string NameOf(int index) => _targets.NameOf(_numbers[index]);

    /// <inheritdoc/>
    public Tensor Load(int index) => _targets.Load(_numbers[index]);
}
