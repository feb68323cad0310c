using GsFramework.Terms;

namespace GsFramework.Core.Objective;

/// <summary>The numbers of an objective in one phase.</summary>
/// <param name="Phase">Which training.</param>
/// <param name="Seed">Seed of the replay pool.</param>
/// <param name="AdversarialWeight">Factor of the generator's adversarial loss.</param>
/// <param name="PoolSize">Images in the replay pool; 0 for none.</param>
/// <param name="Generator">Optimiser of the parameters that no term claims.</param>
/// <param name="Discriminator">Optimiser of D.</param>
internal sealed record ObjectiveSettings(
    TrainingPhase Phase,
    int Seed,
    double AdversarialWeight,
    int PoolSize,
    OptimizerSettings Generator,
    OptimizerSettings Discriminator
)
{
    /// <summary>True to let D judge real and made images in one pass where its layers allow it.</summary>
    public bool JudgesInOnePass { get; init; } = true;
}
