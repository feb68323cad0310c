using GsFramework.Terms;
using static TorchSharp.torch;

namespace Fixtures.Faulty;

public class PlainTerm : ICompressionTerm
{
    public double Weight => 1;

    public Tensor? Loss(StepContext step) => null;
}

public sealed class OtherTerm : PlainTerm;

public sealed record BareOptions
{
    public string Folder { get; init; } = null!;
}

public sealed record UnreadableOptions
{
    private readonly string? _folder;

    public string Folder
    {
        get => _folder ?? throw new InvalidOperationException("it was never set");
        init => _folder = value;
    }
}

public sealed record EndlessOptions
{
    public EndlessBranch? Branch { get; init; }
}

public sealed record EndlessBranch
{
    public IReadOnlyList<EndlessOptions> Twigs { get; init; } = [];
}

public sealed record FailingOptions
{
    public FailingOptions() => throw new InvalidOperationException("no default is good enough");
}
