using Autofac;
using GsFramework.Data;
using GsFramework.Host.Data;
using GsFramework.Host.Data.Idx;
using GsFramework.Host.Teaching;
using GsFramework.Host.Teaching.CartoonGan;
using GsFramework.Host.Teaching.Classification;
using GsFramework.Host.Teaching.CycleGan;
using GsFramework.Parts;

namespace GsFramework.Host.Composition;

/// <summary>The host's own parts, registered like a plugin's.</summary>
internal sealed class HostModule : Module
{
    /// <inheritdoc/>
    protected override void Load(ContainerBuilder builder)
    {
        builder.RegisterPart<IImageSource, FolderImageSource, FolderImageOptions>(
            "folder", "images in folders: trainA trainB valA …, train/A train/B …, or named one by one");
        builder.RegisterPart<IImageSource, IdxImageSource, IdxImageOptions>(
            "idx", "IDX files of the MNIST kind: grey images and, as target domain, their labels");
        builder.RegisterPart<ITeacherMethod, CycleGanMethod, CycleGanMethodOptions>(
            "cyclegan", "both directions between two sets of unpaired images");
        builder.RegisterPart<ITeacherMethod, CartoonGanMethod, CartoonGanMethodOptions>(
            "cartoongan", "photographs to a drawn style with clear edges");
        builder.RegisterPart<ITeacherMethod, ClassifierMethod, NoOptions>(
            "classifier", "classes of images by the cross entropy of their labels");
    }
}
