using Autofac;
using GsFramework.Data;
using GsFramework.Host.Data;
using GsFramework.Parts;

namespace GsFramework.Host.Composition;

/// <summary>The host's own parts, registered like a plugin's.</summary>
internal sealed class HostModule : Module
{
    /// <inheritdoc/>
    protected override void Load(ContainerBuilder builder) =>
        builder.RegisterPart<IImageSource, FolderImageSource, FolderImageOptions>(
            "folder", "images in folders: trainA trainB valA …, train/A train/B …, or named one by one");
}
