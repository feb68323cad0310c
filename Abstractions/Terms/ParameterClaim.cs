namespace GsFramework.Terms;

/// <summary>An optimiser that the framework knows.</summary>
public enum OptimizerKind
{
    /// <summary>Stochastic gradient descent with momentum.</summary>
    Sgd,

    /// <summary>Adam.</summary>
    Adam,
}

/// <summary>How some parameters are trained. The learning rate is multiplied by the schedule's factor.</summary>
/// <param name="Kind">Which optimiser.</param>
/// <param name="LearningRate">Base learning rate.</param>
/// <param name="Momentum">Momentum of SGD, β₁ of Adam.</param>
/// <param name="SecondMomentum">β₂ of Adam; unused by SGD.</param>
/// <param name="WeightDecay">L2 weight decay, added to the gradient.</param>
public sealed record OptimizerSettings(
    OptimizerKind Kind,
    double LearningRate,
    double Momentum,
    double SecondMomentum = 0.999,
    double WeightDecay = 0
);

/// <summary>Parameters that a term trains in its own way.</summary>
/// <param name="Parameters">Full names.</param>
/// <param name="Optimizer">How they are trained.</param>
public sealed record ParameterClaim(IReadOnlyCollection<string> Parameters, OptimizerSettings Optimizer);
