using static TorchSharp.torch;

namespace GsFramework.Teaching;

/// <summary>A <see cref="ITeacherMethod"/> whose best weights are chosen by a score of its own, on pairs of validation
/// images.</summary>
public interface IScoresValidation
{
    /// <summary>The column of <c>metrics.csv</c>, such as <c>validationCrossEntropy</c>.</summary>
    string ScoreName { get; }

    /// <summary>What the score is, with its unit, for the model card: <c>mean cross entropy in nats</c>.</summary>
    string ScoreDescription { get; }

    /// <summary>The score of a batch, lower is better: a scalar, the mean over the batch.</summary>
    /// <param name="outputs">The network's outputs (N, C, H, W).</param>
    /// <param name="targets">The images of B with the names of the inputs.</param>
    Tensor Score(Tensor outputs, Tensor targets);
}
