using GsFramework.Terms;
using static TorchSharp.torch;

namespace Fixtures.Faulty;

public class PlainTerm : ICompressionTerm
{
    public string Name => "plain";

    public double Weight => 1;

    public Tensor? Loss(StepContext step) => null;
}

public sealed class OtherTerm : PlainTerm;

public sealed record BareOptions
{
    public string Folder { get; init; } = null!;
}

public sealed record FailingOptions
{
    public FailingOptions() => throw new InvalidOperationException("no default is good enough");
}
