using GsFramework.Graph;
using static TorchSharp.torch;

namespace GsFramework.Training;

/// <summary>
/// What a discriminator is given of an image y that was made of x, or belongs to it: y by itself, or [x, y] along the
/// channels where D is conditional, as that of pix2pix (Isola et al., CVPR 2017).
/// </summary>
/// <remarks>The channels that D takes decide. x comes first, as in the official <c>torch.cat((real_A, fake_B),
/// 1)</c>.</remarks>
public static class DiscriminatorInput
{
    /// <summary>True where a discriminator takes the channels of input and output together, and not those of the output
    /// by themselves.</summary>
    /// <param name="discriminator">D.</param>
    /// <param name="inputChannels">Channels of x, 1 or more.</param>
    /// <param name="outputChannels">Channels of y, 1 or more.</param>
    public static bool IsConditional(NetworkGraph discriminator, long inputChannels, long outputChannels)
    {
        ArgumentNullException.ThrowIfNull(discriminator);
        return discriminator.InputChannels == inputChannels + outputChannels;
    }

    /// <summary>What D judges: y itself, or (N, C + K, H, W) with x in the first C channels.</summary>
    /// <param name="discriminator">D.</param>
    /// <param name="input">x (N, C, H, W).</param>
    /// <param name="output">y (N, K, H, W).</param>
    /// <exception cref="UserException">D takes the channels of neither y nor both, or it takes both and x has another
    /// size than y.</exception>
    public static Tensor Of(NetworkGraph discriminator, Tensor input, Tensor output)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        if (IsConditional(discriminator, input.shape[1], output.shape[1]))
        {
            return (input.shape[2], input.shape[3]) == (output.shape[2], output.shape[3])
                ? cat([input, output], 1)
                : throw new UserException(
                    $"The discriminator judges each image with the one that it was made of, so both need one size, "
                        + $"and {Size(output)} was made of {Size(input)}. Give a discriminator of "
                        + $"{output.shape[1]} channels."
                );
        }

        return discriminator.InputChannels == output.shape[1]
            ? output
            : throw new UserException(
                $"The discriminator takes {discriminator.InputChannels} channels, and images of {output.shape[1]} "
                    + $"channels are made of images of {input.shape[1]}. Give one of {output.shape[1]} channels, "
                    + $"which judges images by themselves, or of {input.shape[1] + output.shape[1]}, which judges "
                    + "each with the one that it was made of."
            );
    }

    private static string Size(Tensor images) => $"{images.shape[3]}x{images.shape[2]}";
}
