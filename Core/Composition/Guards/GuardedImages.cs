using GsFramework.Data;
using static TorchSharp.torch;

namespace GsFramework.Core.Composition.Guards;

/// <summary>A plugin's images whose failures name it.</summary>
internal class GuardedImages : IImageSource
{
    private readonly IImageSource _source;
    private readonly PartName _part;

    private GuardedImages(IImageSource source, PartName part) => (_source, _part) = (source, part);

    /// <summary>Guards a source; what it can do, the guarded one can too.</summary>
    public static IImageSource Of(IImageSource source, PartName part) =>
        source is ILeavesImagesOut lossy ? new Lossy(source, lossy, part) : new GuardedImages(source, part);

    public string? Resizing => PluginCode.Run(_part, "read", () => _source.Resizing);

    public IImageDataset Open(Split split, Domain domain)
    {
        var phase = $"open {split} images of {domain}";
        return new Dataset(
            PluginCode.Run(_part, phase, () => _source.Open(split, domain))
                ?? throw PluginCode.Broken(_part, phase, "it returned no data set.", "Return an empty one."),
            _part
        );
    }

    private sealed class Lossy(IImageSource source, ILeavesImagesOut lossy, PartName part)
        : GuardedImages(source, part),
            ILeavesImagesOut
    {
        public IReadOnlyList<string> LeftOut => PluginCode.Run(_part, "list of images left out", () => lossy.LeftOut);

        public bool Recheck(Split split, bool whole) =>
            PluginCode.Run(_part, $"second look at {split} images", () => lossy.Recheck(split, whole));
    }

    private sealed class Dataset(IImageDataset images, PartName part) : IImageDataset
    {
        public int Count => PluginCode.Run(part, "count images", () => images.Count);

        public string NameOf(int index) => PluginCode.Run(part, $"name of image {index}", () => images.NameOf(index));

        public Tensor Load(int index)
        {
            var phase = $"read image {index}";
            var image = PluginCode.Run(part, phase, () => images.Load(index));
            return image is { IsInvalid: false } && image.dim() == 3 && image.dtype == ScalarType.Float32
                ? image
                : throw PluginCode.Broken(part, phase, "an image must be a tensor (C, H, W) of float32.");
        }
    }
}
