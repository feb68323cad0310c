using Autofac;
using GsFramework.Models;
using GsFramework.Parts;
using GsFramework.Terms;

namespace Fixtures.Good;

public sealed class GoodModule : Module
{
    protected override void Load(ContainerBuilder builder)
    {
        builder.RegisterPart<ICompressionTerm, SmoothnessTerm, SmoothnessOptions>(
            "smoothness",
            "total variation of the output"
        );
        builder.RegisterPart<ICompressionTerm, FragileTerm, NoOptions>("fragile", "cannot be constructed");
        builder.RegisterPart<IGeneratorFactory, TinyGenerator, TinyOptions>("tiny", "one convolution");
    }
}
