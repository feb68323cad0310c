using GsFramework.ChannelPruning;
using GsFramework.CoEvolution;
using GsFramework.Testing;

namespace GsFramework.Tests.Conformance;

public sealed class OneShotPruningConformance : MethodConformance<ChannelPruningModule>
{
    protected override string Key => "one-shot-pruning";

    protected override string Options => """{ "targetMacRatio": 1.5 }""";

    protected override IReadOnlyList<string> WrongOptions => ["""{ "targetMacRatio": 0.5 }"""];
}

public sealed class RandomPruningConformance : MethodConformance<ChannelPruningModule>
{
    protected override string Key => "one-shot-pruning";

    protected override string Options => """{ "targetMacRatio": 1.5, "order": "random", "trunk": true }""";
}

public sealed class CoEvolutionConformance : MethodConformance<CoEvolutionModule>
{
    protected override string Key => "cec";

    protected override string Options =>
        """{ "targetMacRatio": 1.5, "population": 4, "generations": 2, "validationImages": 2, "parallel": 1 }""";

    protected override IReadOnlyList<string> WrongOptions =>
        ["""{ "sizeWeight": 0 }""", """{ "copyShare": 0.6, "crossoverShare": 0.6 }"""];
}
