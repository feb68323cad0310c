using static TorchSharp.torch;

namespace GsFramework.Terms;

/// <summary>Parameters that belong to a term and are trained with the generator.</summary>
/// <param name="Initial">Their initial values by name. The host trains copies of them in fp32, on the generator's
/// device.</param>
/// <param name="Optimizer">How they are trained.</param>
public sealed record OwnedParameters(IReadOnlyDictionary<string, Tensor> Initial, OptimizerSettings Optimizer);
