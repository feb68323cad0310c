using Autofac;
using GsFramework.Data;
using GsFramework.Host.Data;
using GsFramework.Host.Teaching;
using GsFramework.Host.Teaching.CartoonGan;
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
        builder.RegisterPart<ITeacherMethod, CycleGanMethod, CycleGanMethodOptions>(
            "cyclegan", "both directions between two sets of unpaired images");
        builder.RegisterPart<ITeacherMethod, CartoonGanMethod, CartoonGanMethodOptions>(
            "cartoongan", "photographs to a drawn style with clear edges");
    }
}
