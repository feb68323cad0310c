using GsFramework.Data;
using GsFramework.Graph;

namespace GsFramework.Core.Data.Idx;

/// <summary>
/// The files of MNIST and its family. The source domain are the grey images, the target domain their labels, one-hot;
/// an image and its label have the same name, so that they are found as a pair. Labels have no size to be brought to.
/// </summary>
internal sealed class IdxImageSource(IdxImageOptions options, ImageSize size) : IImageSource, IShapesDomains
{
    private readonly Dictionary<string, (IdxArray Images, IdxArray Labels)> _files = [];
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public IImageDataset Open(Split split, Domain domain)
    {
        var (images, labels) = Files(split == Split.Test ? "t10k" : "train");
        var all = images.Shape[0];
        var held = split == Split.Test ? 0 : options.Validation;
        if (held >= all)
        {
            throw new UserException(
                $"data.source.validation = {held} leaves none of the {all} training images in '{options.Root}' for "
                    + $"training. Lower it."
            );
        }

        var (first, count) = split switch
        {
            Split.Validation => (all - held, held),
            _ => (0, all - held),
        };
        return domain == Domain.Source
            ? new IdxImages(images, first, count)
            : new IdxLabels(labels, options.Classes, first, count);
    }

    private (IdxArray Images, IdxArray Labels) Files(string part)
    {
        lock (_lock)
        {
            if (!_files.TryGetValue(part, out var files))
            {
                files = Read(part);
                _files.Add(part, files);
            }

            return files;
        }
    }

    private (IdxArray Images, IdxArray Labels) Read(string part)
    {
        var images = IdxArray.Read(Find($"{part}-images-idx3-ubyte"), dimensions: 3);
        var path = Find($"{part}-labels-idx1-ubyte");
        var labels = IdxArray.Read(path, dimensions: 1);
        if (images.Shape[0] != labels.Shape[0])
        {
            throw new UserException(
                $"'{options.Root}' has {images.Shape[0]} images but {labels.Shape[0]} labels of '{part}'. They "
                    + $"belong to different sets."
            );
        }

        if (images.Shape[1] != size.Height || images.Shape[2] != size.Width)
        {
            throw new UserException(
                $"The images in '{options.Root}' are {new ImageSize(images.Shape[1], images.Shape[2])}, and IDX "
                    + $"images are not scaled to data.imageSize = "
                    + $"{size.Height}. Set data.imageSize to {images.Shape[1]}; only square images can be used."
            );
        }

        var largest = labels.Values.Max();
        return largest < options.Classes
            ? (images, labels)
            : throw new UserException(
                $"'{path}' has a label {largest}, but data.source.classes = {options.Classes} allows 0 to "
                    + $"{options.Classes - 1}."
            );
    }

    private string Find(string name)
    {
        var path = Path.Combine(options.Root ?? ".", name);
        return File.Exists(path) ? path
            : File.Exists(path + ".gz") ? path + ".gz"
            : throw new UserException(
                $"There is no '{path}', and none with .gz. Name the folder with the four IDX files of the MNIST kind "
                    + $"as data.source.root."
            );
    }
}
