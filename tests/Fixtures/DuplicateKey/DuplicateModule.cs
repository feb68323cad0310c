using Autofac;
using GsFramework.Parts;
using GsFramework.Terms;
using static TorchSharp.torch;

namespace Fixtures.DuplicateKey;

/// <summary>Has a term of a name that the good plugin uses.</summary>
public sealed class DuplicateModule : Module
{
    protected override void Load(ContainerBuilder builder) =>
        builder.RegisterPart<ICompressionTerm, OtherSmoothness, NoOptions>("smoothness", "another smoothness");
}

public sealed class OtherSmoothness : ICompressionTerm
{
    public double Weight => 1;

    public Tensor? Loss(StepContext step) => null;
}
