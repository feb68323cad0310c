using Autofac;
using GsFramework.Core.Data;
using GsFramework.Core.Data.Idx;
using GsFramework.Data;
using GsFramework.Parts;

namespace GsFramework.Core.Composition.Loading;

/// <summary>The host's own parts, registered like a plugin's.</summary>
internal sealed class HostModule : Module
{
    /// <inheritdoc/>
    protected override void Load(ContainerBuilder builder)
    {
        builder.RegisterPart<IImageSource, FolderImageSource, FolderImageOptions>(
            "folder",
            "images in folders: trainA trainB valA …, train/A train/B …, pairs side by side, or named one by one"
        );
        builder.RegisterPart<IImageSource, IdxImageSource, IdxImageOptions>(
            "idx",
            "IDX files of the MNIST kind: grey images and, as target domain, their labels"
        );
    }
}
