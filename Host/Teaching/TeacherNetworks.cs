using GsFramework.Graph;
using GsFramework.Host.Composition;
using GsFramework.Host.Pipeline;

namespace GsFramework.Host.Teaching;

/// <summary>The architectures of a training, tested against the images' size.</summary>
internal static class TeacherNetworks
{
    /// <summary>Makes them.</summary>
    /// <exception cref="UserException">One is missing, or does not fit the images or the other.</exception>
    public static (NetworkGraph Generator, NetworkGraph? Discriminator) Create(RunContext run, bool withDiscriminator)
    {
        var model = run.Options.Model;
        if (model.Generator is null || (withDiscriminator && model.Discriminator is null))
        {
            throw new UserException(
                $"'gs teacher' makes new networks: give model.generator{(withDiscriminator ? " and model.discriminator, each" : "")} with a kind, such as "
                + $"{(withDiscriminator ? "cyclegan-resnet and patchgan" : "small-convnet")}. 'gs plugins list' names all, 'gs plugins show NAME' their options.");
        }

        var side = run.Options.Data.ImageSize;
        var generator = run.Parts.CreateGraph(model.Generator);
        if (!withDiscriminator)
        {
            _ = RunNetworks.Fits(generator, "model.generator", side);
            return (generator, null);
        }

        var discriminator = run.Parts.CreateGraph(model.Discriminator!);
        _ = RunNetworks.Fits(discriminator, "model.discriminator", side);
        return RunNetworks.Fits(generator, "model.generator", side) == new FeatureShape(discriminator.InputChannels, side, side)
            ? (generator, discriminator)
            : throw new UserException($"The generator makes another size than {side}x{side} of such images. Choose data.imageSize so that its halvings come out even.");
    }
}
