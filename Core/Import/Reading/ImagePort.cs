using GsFramework.Core.Interchange.Onnx.Messages;

namespace GsFramework.Core.Import.Reading;

/// <summary>The input of an ONNX file that is the image.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Batch">The only number of images that it takes, or null.</param>
/// <param name="Channels">Channels, or null where the file does not say.</param>
/// <param name="Height">The only number of rows, or null.</param>
/// <param name="Width">The only number of columns, or null.</param>
/// <param name="IsChannelsLast">True for (N, H, W, C), as TensorFlow has it.</param>
internal sealed record ImagePort(
    string Name,
    int? Batch,
    int? Channels,
    int? Height,
    int? Width,
    bool IsChannelsLast
)
{
    private const int MostImageChannels = 32;

    private static readonly int[] _numbers =
    [
        (int)TensorProto.Types.DataType.Float,
        (int)TensorProto.Types.DataType.Float16,
    ];

    /// <summary>The shape of one image or batch of this size.</summary>
    public long[] Shape(int channels, int height, int width) =>
        IsChannelsLast ? [Batch ?? 1, height, width, channels] : [Batch ?? 1, channels, height, width];

    /// <summary>Chooses the input.</summary>
    /// <param name="file">The file.</param>
    /// <param name="wanted">The name that the user gave, or null.</param>
    /// <exception cref="UserException">There is none, or not one alone.</exception>
    public static ImagePort Of(OnnxFile file, string? wanted)
    {
        var weights = file.Model.Graph.Initializer.Select(static tensor => tensor.Name).ToHashSet();
        var inputs = file.Model.Graph.Input.Where(input => !weights.Contains(input.Name)).ToArray();
        string Names() => string.Join(", ", inputs.Select(static input => $"'{input.Name}'"));
        if (wanted is not null && Array.TrueForAll(inputs, input => input.Name != wanted))
        {
            throw new UserException($"--input {wanted}: '{file.Path}' has the inputs {Names()}.");
        }

        var images = inputs
            .Where(input =>
                input.Name == wanted || (wanted is null && input.Type?.TensorType?.Shape?.Dim.Count == 4)
            )
            .ToArray();
        return images switch
        {
            [var image] when image.Type?.TensorType?.ElemType == (int)TensorProto.Types.DataType.Double =>
                throw new UserException(
                    $"The input '{image.Name}' of '{file.Path}' is in fp64, and a MODEL computes in fp32. Export "
                        + "network.float()."
                ),
            [var image] when !_numbers.Contains(image.Type?.TensorType?.ElemType ?? 0) => throw new UserException(
                $"The input '{image.Name}' of '{file.Path}' is no image in fp32 or fp16. Export the network without "
                    + "the steps that turn bytes into numbers, and say what it takes with --input-range 0,255 or the "
                    + "like."
            ),
            [var image] => Of(image),
            [] => throw new UserException(
                $"'{file.Path}' has no input with four axes, so no image. Its inputs are {Names()}. Export the part of "
                    + $"the network that makes an image of an image."
            ),
            _ => throw new UserException(
                $"'{file.Path}' has the inputs {Names()}, and more than one can be the image. Name it with --input, "
                    + $"and give the others fixed values with --fix NAME=VALUE."
            ),
        };
    }

    private static ImagePort Of(ValueInfoProto input)
    {
        var sides = (input.Type?.TensorType?.Shape?.Dim ?? [])
            .Select(static side => side.DimValue > 0 ? (int?)side.DimValue : null)
            .Concat(Enumerable.Repeat<int?>(null, 4))
            .Take(4)
            .ToArray();
        bool CanBeChannels(int axis) => sides[axis] is null or <= MostImageChannels;
        var isLast = !CanBeChannels(1) || (sides[1] is null && sides[3] is >= 1 and <= 4);
        return isLast
            ? new ImagePort(input.Name, sides[0], sides[3], sides[1], sides[2], true)
            : new ImagePort(input.Name, sides[0], sides[1], sides[2], sides[3], false);
    }
}
