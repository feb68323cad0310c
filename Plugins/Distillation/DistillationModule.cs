using Autofac;
using GsFramework.Distillation.Distances;
using GsFramework.Losses;
using GsFramework.Parts;
using GsFramework.Terms;

namespace GsFramework.Distillation;

/// <summary>Makes the distillation terms and their distances known.</summary>
public sealed class DistillationModule : Module
{
    /// <inheritdoc/>
    protected override void Load(ContainerBuilder builder)
    {
        builder.RegisterPart<ICompressionTerm, DistillationTerm, DistillationOptions>(
            DistillationTerm.Key,
            "distance between the student's and the teacher's images"
        );
        builder.RegisterPart<ICompressionTerm, PairedTerm, PairedOptions>(
            PairedTerm.Key,
            "distance between the student's images and the true ones of pairs"
        );
        builder.RegisterPart<ICompressionTerm, DiscriminatorFeatureTerm, DiscriminatorFeatureOptions>(
            DiscriminatorFeatureTerm.Key,
            "content and style differences of the teacher's discriminator's activations"
        );
        builder.RegisterPart<IImageDistance, MeanAbsoluteDistance, NoOptions>(
            "l1",
            "mean absolute difference of pixels"
        );
        builder.RegisterPart<IImageDistance, MeanSquaredDistance, NoOptions>(
            "mse",
            "mean squared difference of pixels"
        );
        builder.RegisterPart<IImageDistance, PerceptualDistance, PerceptualOptions>(
            "perceptual",
            "content and style differences of a feature network's maps"
        );
        builder.RegisterPart<IImageDistance, SoftTargetDistance, SoftTargetOptions>(
            SoftTargetDistance.Key,
            "soft targets at a temperature, and labels: for classifiers"
        );
    }
}
