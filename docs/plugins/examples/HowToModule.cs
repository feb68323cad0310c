using Autofac;
using GsFramework.Data;
using GsFramework.Features;
using GsFramework.Losses;
using GsFramework.Methods;
using GsFramework.Models;
using GsFramework.Parts;
using GsFramework.Teaching;
using GsFramework.Terms;

namespace HowTo;

public sealed class HowToModule : Module
{
    protected override void Load(ContainerBuilder builder)
    {
        builder.RegisterPart<ICompressionTerm, ColorTerm, ColorOptions>("colour", "L1 between mean colours");
        builder.RegisterPart<ICompressionTerm, Relu6Term, NoOptions>("relu6", "trains with ReLU6 for ReLU");
        builder.RegisterPart<ICompressionTerm, SparseKernelsTerm, SparseKernelsOptions>("sparse-kernels", "zeros in kernels");
        builder.RegisterPart<ICompressionTerm, SparseShiftsTerm, SparseShiftsOptions>("sparse-shifts", "L1 norm of the norms' shifts");
        builder.RegisterPart<ICompressionTerm, MeanMapTerm, NoOptions>("mean-map", "mean maps of residual blocks");
        builder.RegisterPart<ICompressionTerm, ConnectorTerm, ConnectorOptions>("connector", "middle residual blocks through a trained 1x1 convolution");
        builder.RegisterPart<ICompressionTerm, SteadyTerm, NoOptions>("steady", "nearness to a running average");
        builder.RegisterPart<ICompressionTerm, SteadyScalesTerm, NoOptions>("steady-scales", "nearness of γ to running averages");
        builder.RegisterPart<ICompressionTerm, TruthTerm, NoOptions>("truth", "L1 to the true image");
        builder.RegisterPart<ICompressionTerm, JudgedTerm, NoOptions>("judged", "the judgement of the teacher's discriminator");
        builder.RegisterPart<IImageDistance, CharbonnierDistance, CharbonnierOptions>("charbonnier", "smooth L1 of pixels");
        builder.RegisterPart<IImageDistance, BlendedDistance, BlendedOptions>("blended", "L1 to the teacher and to the truth");
        builder.RegisterPart<IAdversarialLoss, SmoothedLeastSquares, SmoothedOptions>("smoothed", "least squares with a softened label");
        builder.RegisterPart<IGeneratorFactory, SubPixelGenerator, SubPixelOptions>("sub-pixel", "residual blocks and a pixel shuffle");
        builder.RegisterPart<IDiscriminatorFactory, ImageCritic, ImageCriticOptions>("image-critic", "one score for an image");
        builder.RegisterPart<IFeatureExtractor, StoredFeatures, StoredFeaturesOptions>("stored-features", "two convolutions from a file");
        builder.RegisterPart<IImageSource, DiscSource, DiscOptions>("discs", "drawn discs, grey and red");
        builder.RegisterPart<IImageSource, RawImages, RawImagesOptions>("raw-images", "images as plain bytes in folders");
        builder.RegisterPart<ICompressionMethod, LargestScales, LargestScalesOptions>("largest-scales", "keeps channels with large γ");
        builder.RegisterPart<ITeacherMethod, PairedRegression, PairedRegressionOptions>("paired-regression", "L1 to the true image");
        builder.RegisterLayerKind<PRelu>();
        builder.RegisterLayerKind<Gate>();
    }
}
