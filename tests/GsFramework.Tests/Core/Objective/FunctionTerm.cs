using GsFramework.Terms;
using GsFramework.Tests.Core.Composition.Guards;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Objective;

/// <summary>A term of two functions: its loss, and what it does after the step.</summary>
internal sealed class FunctionTerm(string name, Func<StepContext, Tensor?> loss, Action<StepContext>? act = null)
    : INamedTerm,
        IActsAfterStep
{
    public string Name => name;

    public double Weight { get; init; } = 1;

    public Tensor? Loss(StepContext step) => loss(step);

    public void AfterStep(StepContext step) => act?.Invoke(step);
}
