using static TorchSharp.torch;

namespace GsFramework.Terms;

/// <summary>
/// One summand of the objective min over W, γ max over θ L_GAN + Σ weight·loss. A term that is only a loss implements
/// this interface alone; what it needs beyond a loss it says with the capability interfaces of this namespace.
/// </summary>
/// <remarks>
/// The life of a term in a phase: constructed once with its options; <see cref="IRewritesGenerator.Rewrite"/>;
/// <see cref="IConstrainsWeights.Constrain"/> before fine-tuning; <see cref="ITapsLayers.Taps"/>,
/// <see cref="IClaimsParameters.Claim"/> and <see cref="IOwnsParameters.Own"/>;
/// <see cref="IPreparesGenerator.Prepare"/>; then in each step <see cref="Loss"/>, the optimisers' steps,
/// <see cref="IActsAfterStep.AfterStep"/> and <see cref="IReportsValues.Values"/>. All calls come from one thread.
/// Tensors made in a step live in the step's dispose scope: keep one only after <c>DetachFromDisposeScope()</c>, and
/// dispose it yourself.
/// </remarks>
public interface ICompressionTerm
{
    /// <summary>The factor of <see cref="Loss"/> in the sum, 0 or more.</summary>
    double Weight { get; }

    /// <summary>The unweighted loss: a differentiable scalar on the device of the step's images, or null when the term
    /// acts in another way in this phase.</summary>
    Tensor? Loss(StepContext step);
}
