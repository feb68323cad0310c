using GsFramework.Core.Composition.Guards;
using GsFramework.Terms;
using static TorchSharp.torch;

namespace GsFramework.Core.Objective;

/// <summary>One loss of the generator's sum.</summary>
/// <param name="Column">Its name in <c>metrics.csv</c>.</param>
/// <param name="Part">Whose it is.</param>
/// <param name="Weight">Its factor, more than 0.</param>
/// <param name="Loss">Computes it; null where there is none in the step.</param>
internal sealed record Summand(string Column, PartName Part, double Weight, Func<StepContext, Tensor?> Loss);
