using GsFramework;
using GsFramework.Terms;
using static TorchSharp.torch;

namespace Fixtures.Good;

/// <summary>A term that says at its construction what the user did wrong.</summary>
public sealed class FragileTerm : ICompressionTerm
{
    public FragileTerm() => throw new UserException("fragile does not like this machine. Choose another term.");

    public double Weight => 1;

    public Tensor? Loss(StepContext step) => null;
}
