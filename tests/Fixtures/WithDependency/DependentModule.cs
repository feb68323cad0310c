using Autofac;
using Fixtures.Library;
using GsFramework.Parts;
using GsFramework.Terms;
using static TorchSharp.torch;

namespace Fixtures.WithDependency;

public sealed class DependentModule : Module
{
    protected override void Load(ContainerBuilder builder) =>
        builder.RegisterPart<ICompressionTerm, DependentTerm, NoOptions>("dependent", Greeting.Text);
}

public sealed class DependentTerm : ICompressionTerm, IReportsValues
{
    public double Weight => 1;

    public IEnumerable<KeyValuePair<string, double>> Values => [new("generation", Greeting.Generation)];

    public Tensor? Loss(StepContext step) => null;
}
