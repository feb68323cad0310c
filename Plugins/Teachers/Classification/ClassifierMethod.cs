using GsFramework.Graph;
using GsFramework.Teaching;
using static TorchSharp.torch;

namespace GsFramework.Teachers.Classification;

/// <summary>Trains a classifier on images (A) and their one-hot labels (B); leaves the one network.</summary>
internal sealed class ClassifierMethod : ITeacherMethod, IScoresValidation
{
    /// <inheritdoc/>
    public bool NeedsDiscriminator => false;

    /// <inheritdoc/>
    public bool IsPaired => true;

    /// <inheritdoc/>
    public string ScoreName => "validationCrossEntropy";

    /// <inheritdoc/>
    public string ScoreDescription => "mean cross entropy in nats";

    /// <inheritdoc/>
    public void Check(NetworkGraph generator, ImageSize size)
    {
        if (generator.Shapes(size)[generator.Output.Name] is not { Height: 1, Width: 1, Channels: >= 2 })
        {
            throw new UserException(
                "teacher.method 'classifier' trains networks that make one number a class, (K, 1, 1); "
                    + "model.generator makes images. Give a classifier, such as small-convnet, and labelled images, "
                    + "such as the source idx."
            );
        }
    }

    /// <inheritdoc/>
    public ITeacherObjective Begin(TeacherStart start) =>
        new ClassifierObjective(start.NewNetwork(start.Generator, 0), start.LearningRate);

    /// <inheritdoc/>
    public Tensor Score(Tensor outputs, Tensor targets) => ClassifierObjective.CrossEntropy(outputs, targets);
}
