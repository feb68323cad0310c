using GsFramework.Graph;
using GsFramework.Parts;
using GsFramework.Teaching;
using static TorchSharp.torch;

namespace GsFramework.Teachers.Pix2Pix;

/// <summary>Trains a generator on pairs of images; leaves G and D.</summary>
internal sealed class Pix2PixMethod(Pix2PixMethodOptions options, IPartFactory parts)
    : ITeacherMethod,
        IScoresValidation
{
    /// <inheritdoc/>
    public bool NeedsDiscriminator => true;

    /// <inheritdoc/>
    public bool IsPaired => true;

    /// <inheritdoc/>
    public bool IsConditional => options.Conditional;

    /// <inheritdoc/>
    public string ScoreName => "validationL1";

    /// <inheritdoc/>
    public string ScoreDescription => "mean absolute difference to the true image";

    /// <inheritdoc/>
    public void Check(NetworkGraph generator, ImageSize size)
    {
        if (generator.Shapes(size)[generator.Output.Name] is { Height: 1, Width: 1 })
        {
            throw new UserException(
                "teacher.method 'pix2pix' trains generators of images, and model.generator makes classes. Give a "
                    + "generator, such as pix2pix-unet, or choose 'classifier'."
            );
        }
    }

    /// <inheritdoc/>
    public ITeacherObjective Begin(TeacherStart start) =>
        new Pix2PixObjective(
            start.NewNetwork(start.Generator, 0),
            start.NewNetwork(start.Discriminator!, 2),
            parts.Create(options.Loss),
            options.L1Weight,
            start.LearningRate
        );

    /// <inheritdoc/>
    public Tensor Score(Tensor outputs, Tensor targets) => TeacherLoss.L1(outputs, targets);
}
