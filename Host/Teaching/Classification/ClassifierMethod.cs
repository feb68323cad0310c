using GsFramework.Graph;
using GsFramework.Host.Pipeline;

namespace GsFramework.Host.Teaching.Classification;

/// <summary>Trains a classifier on images (A) and their one-hot labels (B); leaves the one network.</summary>
internal sealed class ClassifierMethod : ITeacherMethod
{
    public bool NeedsDiscriminator => false;

    public bool IsPaired => true;

    public void Check(NetworkGraph generator, int side)
    {
        if (!Logits.AreMadeBy(generator, side))
        {
            throw new UserException(
                "teacher.method 'classifier' trains networks that make one number a class, (K, 1, 1); model.generator makes images. Give a classifier, such as small-convnet, and labelled images, such as the source idx.");
        }
    }

    public ITeacherObjective Begin(TeacherStart start) => new ClassifierObjective(start.Fresh(start.Generator, 0), start.LearningRate);

    public IValidationScore? Validation(RunContext run) => CrossEntropyValidation.Open(run);
}
