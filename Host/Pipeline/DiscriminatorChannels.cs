using GsFramework.Core.Data;
using GsFramework.Graph;
using GsFramework.Training;
using Serilog;

namespace GsFramework.Host.Pipeline;

/// <summary>The channels that a discriminator takes: those of the images that it judges, or, where it is conditional,
/// those of input and output together.</summary>
internal static class DiscriminatorChannels
{
    /// <summary>True where a discriminator is to judge each output of a generator together with its input.</summary>
    public static bool AreOfBoth(NetworkGraph discriminator, NetworkGraph generator, ImageSize size) =>
        DiscriminatorInput.IsConditional(
            discriminator,
            generator.InputChannels,
            generator.Shapes(size)[generator.Output.Name].Channels
        );

    /// <summary>Tests that a discriminator can judge what a generator makes, by itself or with its input.</summary>
    /// <param name="discriminator">D.</param>
    /// <param name="generator">The generator.</param>
    /// <param name="made">What it makes of an image of the run's size.</param>
    /// <param name="what">The generator's name for the user.</param>
    /// <param name="size">The run's size.</param>
    /// <exception cref="UserException">It cannot.</exception>
    public static void Check(
        NetworkGraph discriminator,
        NetworkGraph generator,
        FeatureShape made,
        string what,
        ImageSize size
    )
    {
        var (from, to) = (generator.InputChannels, made.Channels);
        if (DiscriminatorInput.IsConditional(discriminator, from, to))
        {
            CheckSize(made, what, size);
        }
        else if (discriminator.InputChannels != to)
        {
            throw new UserException(
                $"The discriminator takes images of {ImageChannels.Text(discriminator.InputChannels)}, and {what} "
                    + $"makes images of {ImageChannels.Text(to)} of images of {ImageChannels.Text(from)}. Give one "
                    + $"that takes {to}, which judges outputs by themselves, or {from + to}, which judges each "
                    + "together with its input; that of 'patchgan' has an option inputChannels."
            );
        }
    }

    /// <summary>Tests that outputs have the size of their inputs, to be laid beside them.</summary>
    /// <inheritdoc cref="Check"/>
    public static void CheckSize(FeatureShape made, string what, ImageSize size)
    {
        if (made.Size != size)
        {
            throw new UserException(
                $"A discriminator that judges each output together with its input needs both in one size, and {what} "
                    + $"makes {made.Size} of {size}. Give one that takes {ImageChannels.Text(made.Channels)}, which "
                    + "judges outputs by themselves."
            );
        }
    }

    /// <summary>Says that a discriminator is conditional.</summary>
    public static void Tell(NetworkGraph discriminator, NetworkGraph generator, ILogger log) =>
        log.Information(
            "The discriminator is conditional: it takes {Channels} channels, and judges each output together with its "
                + "input, which has the first {Input} of them",
            discriminator.InputChannels,
            generator.InputChannels
        );
}
