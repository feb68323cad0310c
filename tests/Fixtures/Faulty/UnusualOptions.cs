using GsFramework.Losses;
using GsFramework.Parts;

namespace Fixtures.Faulty;

public sealed class HiddenTerm : PlainTerm
{
    private HiddenTerm() { }
}

public sealed record UriOptions
{
    public Uri Server { get; init; } = new("https://example.org");
}

public sealed record SpanOptions
{
    public TimeSpan? Timeout { get; init; }
}

public sealed record ObjectOptions
{
    public object Anything { get; init; } = 1;
}

public sealed record NumberKeyOptions
{
    public Dictionary<int, double> Weights { get; init; } = [];
}

public sealed record InnerOptions
{
    public DateTime Since { get; init; }
}

public sealed record OuterOptions
{
    public IReadOnlyList<InnerOptions> Parts { get; init; } = [];
}

public interface IChoice;

public sealed record ChosenOptions
{
    public IChoice? Choice { get; init; }
}

public sealed record LayerOptions
{
    public double Weight { get; init; } = 1;
}

public sealed record EveryOptions
{
    public string Name { get; init; } = "";

    public long? Count { get; init; }

    public float Rate { get; init; } = 0.5f;

    public StringComparison Comparison { get; init; }

    public Dictionary<string, double> Weights { get; init; } = new() { ["first"] = 2 };

    public IReadOnlyDictionary<string, string[]> Groups { get; init; } = new Dictionary<string, string[]>();

    public IReadOnlyDictionary<string, LayerOptions> Layers { get; init; } = new Dictionary<string, LayerOptions>();

    public List<LayerOptions> Order { get; init; } = [new()];

    public LayerOptions Rest { get; init; } = new();

    public PartSelection<IImageDistance>? Distance { get; init; }
}
