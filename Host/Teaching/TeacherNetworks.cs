using GsFramework.Core.Composition.Guards;
using GsFramework.Core.Composition.Parts;
using GsFramework.Core.Configuration;
using GsFramework.Core.Data;
using GsFramework.Graph;
using GsFramework.Host.Pipeline;
using GsFramework.Parts;
using GsFramework.Teaching;
using GsFramework.Training;

namespace GsFramework.Host.Teaching;

/// <summary>The architectures of a training, tested against the images' size.</summary>
internal static class TeacherNetworks
{
    /// <summary>Makes them.</summary>
    /// <exception cref="UserException">One is missing, or does not fit the images or the other.</exception>
    public static (NetworkGraph Generator, NetworkGraph? Discriminator) Create(
        RunOptions options,
        IPartFactory parts,
        ITeacherMethod method
    )
    {
        var (model, withDiscriminator) = (options.Model, method.NeedsDiscriminator);
        if (model.Generator is null || (withDiscriminator && model.Discriminator is null))
        {
            throw new UserException(
                $"'gs teacher' makes new networks: give "
                    + $"model.generator{(withDiscriminator ? " and model.discriminator, each" : "")} with a kind, "
                    + $"such as "
                    + $"{(withDiscriminator ? "cyclegan-resnet and patchgan" : "small-convnet")}. 'gs plugins list' "
                    + $"names all, 'gs plugins show NAME' their options."
            );
        }

        var side = options.Data.ImageSize;
        var generator = parts.CreateGraph(model.Generator);
        var what = $"model.generator '{model.Generator.Kind}'";
        var made = RunGraphs.Fits(generator, what, side);
        RunGraphs.CheckRatio(generator, what, side);
        if (!withDiscriminator)
        {
            return (generator, null);
        }

        var discriminator = parts.CreateGraph(model.Discriminator!);
        _ = RunGraphs.Fits(
            discriminator,
            $"model.discriminator '{model.Discriminator!.Kind}'",
            side,
            RunGraphs.OutputSide(generator, side)
        );
        CheckPair(options.Teacher.Method.Kind, method, generator, made, discriminator, side);
        return (generator, discriminator);
    }

    /// <summary>Asks a method whether it can train such a generator.</summary>
    /// <exception cref="UserException">It cannot, or has failed.</exception>
    public static void Check(ITeacherMethod method, NetworkGraph generator, RunOptions options) =>
        PluginCode.Within("the check of teacher.method", () =>
        {
            method.Check(generator, ImageSize.Square(options.Data.ImageSize));
            return true;
        });

    private static void CheckPair(
        string kind,
        ITeacherMethod method,
        NetworkGraph generator,
        FeatureShape made,
        NetworkGraph discriminator,
        int side
    )
    {
        if (method.IsConditional)
        {
            CheckConditional(kind, generator, made, discriminator);
        }
        else if (made.Channels != discriminator.InputChannels)
        {
            throw new UserException(
                $"model.generator makes images of {ImageChannels.Text(made.Channels)}, and model.discriminator takes "
                    + $"images of {ImageChannels.Text(discriminator.InputChannels)}. Choose options of both that agree."
                    + (
                        DiscriminatorInput.IsConditional(discriminator, generator.InputChannels, made.Channels)
                            ? $" teacher.method '{kind}' shows the discriminator no inputs beside the outputs."
                            : ""
                    )
            );
        }

        if (method.IsConditional)
        {
            DiscriminatorChannels.CheckSize(made, "model.generator", ImageSize.Square(side));
        }

        var (image, ratio) = (ImageSize.Square(side), GraphSizes.Of(generator).Ratio);
        if (!ratio.Holds(image, made.Size))
        {
            var wanted = ratio == SizeRatio.One ? "another size" : $"not {ratio} times the size";
            throw new UserException(
                $"model.generator makes {made} of an image of {generator.InputChannels}x{side}x{side}, {wanted}. "
                    + (
                        GraphFit.NearestKept(generator, side) is { } nearest
                            ? $"Choose data.imageSize so that its halvings come out even: {nearest}"
                            : "Choose another generator, or other options."
                    )
            );
        }
    }

    private static void CheckConditional(
        string kind,
        NetworkGraph generator,
        FeatureShape made,
        NetworkGraph discriminator
    )
    {
        var (from, to) = (generator.InputChannels, made.Channels);
        if (!DiscriminatorInput.IsConditional(discriminator, from, to))
        {
            throw new UserException(
                $"teacher.method '{kind}' shows the discriminator each output together with its input, "
                    + $"{from} + {to} channels, and model.discriminator takes {discriminator.InputChannels}. Set "
                    + $"model.discriminator.inputChannels to {from + to}; a method with the option 'conditional', such "
                    + $"as pix2pix, does with {to} where that is false."
            );
        }
    }
}
