using GsFramework.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Distillation.Distances;

/// <summary>
/// Knowledge distillation as Hinton, Vinyals and Dean wrote it (2015), for logits z of the student and z0 of the
/// teacher and labels y:
/// <code>
/// d = α · T² · KL(softmax(z0 / T) ‖ softmax(z / T)) + (1 - α) · CE(y, softmax(z))
/// </code>
/// The soft targets' gradients shrink with 1/T²; the factor keeps the two parts in proportion when T is changed.
/// </summary>
internal sealed class SoftTargetDistance(SoftTargetOptions options) : ISupervisedDistance
{
    public const string Key = "soft-target";

    /// <inheritdoc/>
    public bool NeedsTruth => options.Alpha < 1;

    /// <summary>The part of the soft targets alone: what is left where there are no labels.</summary>
    public Tensor Distance(Tensor image, Tensor reference)
    {
        CheckLogits(image);
        var (student, teacher) = (
            (image / options.Temperature).log_softmax(1),
            (reference / options.Temperature).log_softmax(1)
        );
        var divergence = (teacher.exp() * (teacher - student)).sum(1).mean();
        return divergence * (options.Temperature * options.Temperature);
    }

    /// <inheritdoc/>
    /// <param name="output">Logits (N, K, 1, 1).</param>
    /// <param name="reference">The teacher's logits.</param>
    /// <param name="truth">One-hot labels (N, K, 1, 1).</param>
    /// <exception cref="UserException">The outputs are images, or the labels have another number of
    /// classes.</exception>
    public Tensor Distance(Tensor output, Tensor reference, Tensor? truth)
    {
        var soft = options.Alpha > 0 ? Distance(output, reference) * options.Alpha : null;
        return options.Alpha == 1 ? soft!
            : soft is null ? Hard(output, truth)
            : soft + (Hard(output, truth) * (1 - options.Alpha));
    }

    private static Tensor Hard(Tensor output, Tensor? truth)
    {
        CheckLogits(output);
        if (truth is null || !truth.shape.SequenceEqual(output.shape))
        {
            throw new UserException(
                $"The distance '{Key}' needs one-hot labels of [{string.Join(", ", output.shape[1..])}] as target "
                    + $"images, such as those of the image "
                    + $"source 'idx', and got "
                    + $"{(truth is null ? "none" : $"[{string.Join(", ", truth.shape[1..])}]")}. Give the "
                    + $"network as many classes "
                    + "as the labels, or set alpha to 1 to do without labels."
            );
        }

        return -(truth * output.log_softmax(1)).sum(1).mean();
    }

    private static void CheckLogits(Tensor output)
    {
        if (output.dim() != 4 || output.shape[1] < 2 || output.shape[2] != 1 || output.shape[3] != 1)
        {
            throw new UserException(
                $"The distance '{Key}' compares the classes of a classifier, logits (K, 1, 1) of an image, but this "
                    + $"network makes "
                    + $"[{string.Join(", ", output.shape[1..])}]. For images choose 'l1', 'mse' or 'perceptual'."
            );
        }
    }
}
