using GsFramework.Core.Composition.Guards;
using GsFramework.Core.Composition.Parts;
using GsFramework.Core.Configuration;
using GsFramework.Graph;
using GsFramework.Host.Training;
using GsFramework.Parts;

namespace GsFramework.Host.Pipeline;

/// <summary>The architectures of a run, tested against the size of its images and against one another. No weight is
/// read.</summary>
internal static class RunGraphs
{
    /// <summary>What a network makes of images of the run's size, or of the generator's outputs where these have
    /// another side.</summary>
    /// <exception cref="UserException">It does not take them.</exception>
    public static FeatureShape Fits(NetworkGraph graph, string what, int size, int? outputs = null) =>
        outputs is { } side && side != size
            ? GraphFit.At(graph, what, side, "The side of the generator's outputs")
            : GraphFit.At(graph, what, size, "data.imageSize");

    /// <summary>The side of what a generator makes, and so of images of the target domain; the run's size where it
    /// makes classes.</summary>
    public static int OutputSide(NetworkGraph generator, int size) =>
        Logits.AreMadeBy(generator, size)
            ? size
            : generator.Shapes(ImageSize.Square(size))[generator.Output.Name].Height;

    /// <summary>Tests that a generator's outputs are larger or smaller than its inputs by one factor. What makes
    /// classes passes.</summary>
    /// <exception cref="UserException">They are not, or it does not take images of the run's size.</exception>
    public static void CheckRatio(NetworkGraph generator, string what, int size)
    {
        if (
            Fits(generator, what, size) is not { Height: 1, Width: 1 }
            && PluginCode.Run(generator, what, "shapes", () => GraphSizes.Fault(generator)) is { } fault
        )
        {
            throw new UserException(
                $"The outputs of {what} are in no constant ratio to its inputs: {fault}. Give a generator whose "
                    + $"outputs are as large as its inputs, or larger or smaller by one factor at every size, the "
                    + $"same in both directions."
            );
        }
    }

    /// <summary>The architecture of the student before terms rewrite it: the teacher's, unless the configuration names
    /// one, without biases that a norm cancels.</summary>
    /// <param name="options">The run's.</param>
    /// <param name="parts">Makes the student's factory.</param>
    /// <param name="teacher">G0.</param>
    /// <param name="start">The network as which the student begins, or null.</param>
    /// <exception cref="UserException">It takes or makes something else than the teacher.</exception>
    public static NetworkGraph Student(
        RunOptions options,
        IPartFactory parts,
        NetworkGraph teacher,
        NetworkGraph? start
    )
    {
        var (model, size) = (options.Model, options.Data.ImageSize);
        var graph = start ?? (model.Student is null ? teacher : parts.CreateGraph(model.Student));
        var what = start is null ? "model.student" : "model.start";
        if (
            graph != teacher
            && (
                graph.InputChannels != teacher.InputChannels
                || Fits(graph, what, size) != Fits(teacher, "model.teacher", size)
            )
        )
        {
            throw new UserException(
                $"{what} takes or makes something else than model.teacher: give it the same channels, output size "
                    + $"and classes."
            );
        }

        CheckRatio(teacher, "model.teacher", size);
        CheckRatio(graph, what, size);
        try
        {
            graph = model.StudentMacRatio is { } ratio
                ? GraphNarrowing.ToMacRatio(graph, ratio, ImageSize.Square(size))
                : graph;
            return GraphSimplification.WithoutCanceledBiases(graph);
        }
        catch (GraphException fault)
        {
            throw new UserException($"model.studentMacRatio is {model.StudentMacRatio}: {fault.Message}", fault);
        }
    }

    /// <summary>Tests that a discriminator can judge what the teacher makes, by itself or with its input.</summary>
    /// <exception cref="UserException">It cannot.</exception>
    public static void CheckDiscriminator(NetworkGraph discriminator, NetworkGraph teacher, int size)
    {
        var made = Fits(teacher, "model.teacher", size);
        Fits(discriminator, "the discriminator", size, OutputSide(teacher, size));
        DiscriminatorChannels.Check(discriminator, teacher, made, "model.teacher", ImageSize.Square(size));
    }
}
