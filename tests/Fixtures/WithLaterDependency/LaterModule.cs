using Autofac;
using Fixtures.Library;
using GsFramework.Parts;
using GsFramework.Terms;
using static TorchSharp.torch;

namespace Fixtures.WithLaterDependency;

public sealed class LaterModule : Module
{
    protected override void Load(ContainerBuilder builder) =>
        builder.RegisterPart<ICompressionTerm, LaterTerm, NoOptions>(
            "later",
            "a term whose plugin carries the library's next version"
        );
}

public sealed class LaterTerm : ICompressionTerm, IReportsValues
{
    public double Weight => 1;

    public IEnumerable<KeyValuePair<string, double>> Values => [new("generation", Greeting.Generation)];

    public Tensor? Loss(StepContext step) => null;
}
