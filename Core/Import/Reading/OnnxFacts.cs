using GsFramework.Graph;
using Microsoft.ML.OnnxRuntime;

namespace GsFramework.Core.Import.Reading;

/// <summary>What is known of the tensors of an ONNX file: their shapes for some sizes of image, and the values of those
/// that do not depend on the image.</summary>
internal sealed class OnnxFacts
{
    // The network may halve its images often. Sides that halve badly show what is computed from the size.
    private static readonly int[] _sides = [64, 128, 256, 512];
    private static readonly (int Rows, int Columns, bool IsDouble)[] _further =
    [
        (0, 0, true),
        (6, 10, false),
        (5, 11, false),
    ];

    private readonly Dictionary<string, DependsOn> _dependence;
    private readonly IReadOnlyList<OnnxProbe.Found> _probes;
    private readonly OnnxProbe.Found _weights;

    private OnnxFacts(
        ImagePort image,
        int channels,
        IReadOnlyList<ImageSize> sizes,
        Dictionary<string, DependsOn> dependence,
        OnnxProbe.Found weights,
        IReadOnlyList<OnnxProbe.Found> probes
    )
    {
        (Image, Channels, Sizes) = (image, channels, sizes);
        (_dependence, _weights, _probes) = (dependence, weights, probes);
    }

    /// <summary>The image.</summary>
    public ImagePort Image { get; }

    /// <summary>Its channels.</summary>
    public int Channels { get; }

    /// <summary>The sizes of image for which shapes are known.</summary>
    public IReadOnlyList<ImageSize> Sizes { get; }

    /// <summary>Runs the file.</summary>
    /// <param name="file">The file, whose other inputs are fixed.</param>
    /// <param name="image">The image.</param>
    /// <exception cref="UserException">ONNX Runtime cannot run it at any size.</exception>
    public static OnnxFacts Gather(OnnxFile file, ImagePort image)
    {
        var dependence = Dependence.Of(file.Model.Graph, image.Name);
        string[] Those(DependsOn kind) =>
            [.. dependence.Where(entry => entry.Value == kind && entry.Key.Length > 0).Select(entry => entry.Key)];
        var (images, sized, weights) = (Those(DependsOn.Image), Those(DependsOn.Size), Those(DependsOn.Nothing));
        var (sizes, probes) = (new List<ImageSize>(), new List<OnnxProbe.Found>());
        OnnxRuntimeException? first = null;
        var channels = image.Channels ?? 3;
        foreach (var size in Candidates(image))
        {
            if (Try(size))
            {
                foreach (var further in Further(image, size))
                {
                    _ = Try(further);
                }

                break;
            }
        }

        if (sizes.Count == 0)
        {
            throw new UserException(
                $"ONNX Runtime cannot run '{file.Path}', of opset {file.Opset}: "
                    + $"{first!.Message.Split('\n')[0].Trim().TrimEnd('.')}. Export it again, with an "
                    + "opset_version from 11 to 21.",
                first
            );
        }

        var found = OnnxProbe.Run(
            file,
            image.Name,
            image.Shape(channels, sizes[0].Height, sizes[0].Width),
            [],
            weights
        );
        return new OnnxFacts(image, channels, sizes, dependence, found, probes);

        bool Try(ImageSize size)
        {
            try
            {
                var shape = image.Shape(channels, size.Height, size.Width);
                probes.Add(OnnxProbe.Run(file, image.Name, shape, images, sized));
                sizes.Add(size);
                return true;
            }
            catch (OnnxRuntimeException fault)
            {
                first ??= fault;
                return false;
            }
        }
    }

    /// <summary>True for what depends on the image.</summary>
    public bool IsFeature(string? tensor) =>
        tensor is not null && _dependence.GetValueOrDefault(tensor) == DependsOn.Image;

    /// <summary>The shape of a tensor that depends on the image, for each of <see cref="Sizes"/>.</summary>
    public IReadOnlyList<long[]> Shapes(string tensor) => [.. _probes.Select(probe => probe.Shapes[tensor])];

    /// <summary>The value of a tensor that does not depend on the image, for each of <see cref="Sizes"/>.</summary>
    public IReadOnlyList<OnnxConstant> Values(string tensor) =>
        _weights.Values.TryGetValue(tensor, out var weight)
            ? [.. Sizes.Select(_ => weight)]
            : [.. _probes.Select(probe => probe.Values[tensor])];

    /// <summary>The value of a tensor that is the same for all sizes, or null.</summary>
    public OnnxConstant? Constant(string? tensor)
    {
        if (tensor is null || IsFeature(tensor))
        {
            return null;
        }

        var values = Values(tensor);
        return values.All(value => value.Equals(values[0])) ? values[0] : null;
    }

    private static IEnumerable<ImageSize> Candidates(ImagePort image) =>
        image is { Height: { } height, Width: { } width }
            ? [new ImageSize(height, width)]
            : _sides.Select(side => new ImageSize(image.Height ?? side, image.Width ?? side));

    // Twice the width tells rows from columns.
    private static IEnumerable<ImageSize> Further(ImagePort image, ImageSize size) =>
        image is { Height: not null, Width: not null }
            ? []
            : _further.Select(step => new ImageSize(
                image.Height ?? (size.Height + step.Rows),
                image.Width ?? (step.IsDouble ? 2 * size.Width : size.Width + step.Columns)
            ));
}
