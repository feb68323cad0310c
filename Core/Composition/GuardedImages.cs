using GsFramework.Data;
using static TorchSharp.torch;

namespace GsFramework.Core.Composition;

/// <summary>A plugin's images whose failures name it.</summary>
internal sealed class GuardedImages(IImageSource source, PartName part) : IImageSource
{
    public string? Resizing => PluginCode.Run(part, "read", () => source.Resizing);

    public IImageDataset Open(Split split, Domain domain)
    {
        var phase = $"open {split} images of {domain}";
        return new Dataset(
            PluginCode.Run(part, phase, () => source.Open(split, domain)) ?? throw PluginCode.Broken(part, phase, "it returned no data set.", "Return an empty one."),
            part);
    }

    private sealed class Dataset(IImageDataset images, PartName part) : IImageDataset
    {
        public int Count => PluginCode.Run(part, "count images", () => images.Count);

        public string NameOf(int index) => PluginCode.Run(part, $"name of image {index}", () => images.NameOf(index));

        public Tensor Load(int index)
        {
            var phase = $"read image {index}";
            var image = PluginCode.Run(part, phase, () => images.Load(index));
            return image is { IsInvalid: false } && image.dim() == 3 && image.dtype == ScalarType.Float32 ? image
                : throw PluginCode.Broken(part, phase, "an image must be a tensor (C, H, W) of float32.");
        }
    }
}
