using Autofac;
using GsFramework.Parts;
using GsFramework.Teachers.CartoonGan;
using GsFramework.Teachers.Classification;
using GsFramework.Teachers.CycleGan;
using GsFramework.Teachers.Pix2Pix;
using GsFramework.Teaching;

namespace GsFramework.Teachers;

/// <summary>Makes the methods known that train dense teachers.</summary>
public sealed class TeachersModule : Module
{
    /// <inheritdoc/>
    protected override void Load(ContainerBuilder builder)
    {
        builder.RegisterPart<ITeacherMethod, CycleGanMethod, CycleGanMethodOptions>(
            "cyclegan",
            "both directions between two sets of unpaired images"
        );
        builder.RegisterPart<ITeacherMethod, CartoonGanMethod, CartoonGanMethodOptions>(
            "cartoongan",
            "photographs to a drawn style with clear edges"
        );
        builder.RegisterPart<ITeacherMethod, Pix2PixMethod, Pix2PixMethodOptions>(
            "pix2pix",
            "pairs of images, with a discriminator that sees input and output"
        );
        builder.RegisterPart<ITeacherMethod, ClassifierMethod, NoOptions>(
            "classifier",
            "classes of images by the cross entropy of their labels"
        );
    }
}
