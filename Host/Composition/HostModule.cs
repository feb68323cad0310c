using Autofac;

namespace GsFramework.Host.Composition;

/// <summary>The host's own parts, registered like a plugin's.</summary>
internal sealed class HostModule : Module
{
    /// <inheritdoc/>
    protected override void Load(ContainerBuilder builder)
    {
        // The image source "folder" belongs here:
        // builder.RegisterPart<IImageSource, FolderImageSource, FolderOptions>("folder", "...");
    }
}
