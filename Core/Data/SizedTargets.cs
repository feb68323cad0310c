using GsFramework.Data;

namespace GsFramework.Core.Data;

/// <summary>Two sources of the same images: one brings those of the source domain to their size, the other those of the
/// target domain to theirs.</summary>
internal class SizedTargets : IImageSource
{
    private readonly IImageSource _source;
    private readonly IImageSource _target;

    private SizedTargets(IImageSource source, IImageSource target) => (_source, _target) = (source, target);

    /// <summary>Joins them; what they can do, both together can too.</summary>
    public static IImageSource Of(IImageSource source, IImageSource target) =>
        source is ILeavesImagesOut one && target is ILeavesImagesOut other
            ? new Lossy(source, target, one, other)
            : new SizedTargets(source, target);

    /// <inheritdoc/>
    public string? Resizing => _target.Resizing;

    /// <inheritdoc/>
    public IImageDataset Open(Split split, Domain domain) =>
        (domain == Domain.Source ? _source : _target).Open(split, domain);

    private sealed class Lossy(IImageSource source, IImageSource target, ILeavesImagesOut one, ILeavesImagesOut other)
        : SizedTargets(source, target),
            ILeavesImagesOut
    {
        public IReadOnlyList<string> LeftOut => [.. one.LeftOut.Union(other.LeftOut)];

        public bool Recheck(Split split, bool whole) => one.Recheck(split, whole) | other.Recheck(split, whole);
    }
}
