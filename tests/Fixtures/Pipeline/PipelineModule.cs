using Autofac;
using GsFramework.Data;
using GsFramework.Features;
using GsFramework.Methods;
using GsFramework.Models;
using GsFramework.Parts;
using GsFramework.Terms;

namespace Fixtures.Pipeline;

/// <summary>Parts that make whole runs quick, or go wrong in the middle of one.</summary>
public sealed class PipelineModule : Module
{
    protected override void Load(ContainerBuilder builder)
    {
        builder.RegisterPart<IFeatureExtractor, MeanFeatures, NoOptions>("means", "mean and spread of each colour");
        builder.RegisterPart<ICompressionTerm, BlowUpTerm, BlowUpOptions>("blow-up", "stops being a number");
        builder.RegisterPart<ICompressionTerm, WarningTerm, NoOptions>("warning", "makes libtorch warn");
        builder.RegisterPart<ICompressionTerm, RivalTerm, NoOptions>("rival", "claims every scale");
        builder.RegisterPart<IGeneratorFactory, ResizingGenerator, ResizingOptions>(
            "resizing",
            "outputs of another size"
        );
        builder.RegisterPart<IImageSource, PlainImages, NoOptions>("plain-images", "images of the size that is asked");
        builder.RegisterPart<ICompressionMethod, HalvingMethod, NoOptions>("halving", "drops every second channel");
    }
}
