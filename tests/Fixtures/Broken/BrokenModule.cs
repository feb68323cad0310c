using Autofac;
using GsFramework.Data;
using GsFramework.Features;
using GsFramework.Losses;
using GsFramework.Methods;
using GsFramework.Models;
using GsFramework.Parts;
using GsFramework.Terms;

namespace Fixtures.Broken;

/// <summary>Parts each of which goes wrong in the way that its options name.</summary>
public sealed class BrokenModule : Module
{
    protected override void Load(ContainerBuilder builder)
    {
        builder.RegisterPart<ICompressionTerm, BrokenTerm, BrokenTermOptions>("broken", "goes wrong in a phase");
        builder.RegisterPart<ICompressionTerm, OutOfRangeTerm, OutOfRangeOptions>(
            "out-of-range",
            "has a default that it refuses"
        );
        builder.RegisterPart<IGeneratorFactory, BrokenGenerator, BrokenGeneratorOptions>("broken", "makes no network");
        builder.RegisterLayerKind<BrokenLayer>();
        builder.RegisterLayerKind<LyingLayer>();
        builder.RegisterLayerKind<RootLayer>();
        builder.RegisterPart<IImageDistance, BrokenDistance, BrokenDistanceOptions>("broken", "is no distance");
        builder.RegisterPart<IAdversarialLoss, BrokenLoss, NoOptions>("broken", "fails at once");
        builder.RegisterPart<IImageDistance, RootDistance, NoOptions>("root", "has no gradient");
        builder.RegisterPart<IAdversarialLoss, CountingLoss, NoOptions>("counting", "grows from call to call");
        builder.RegisterPart<ICompressionMethod, BrokenMethod, BrokenMethodOptions>("broken", "does not compress");
        builder.RegisterPart<IFeatureExtractor, BrokenExtractor, NoOptions>("broken", "has no features");
        builder.RegisterPart<IImageSource, BrokenImages, NoOptions>("broken", "has no images");
    }
}
